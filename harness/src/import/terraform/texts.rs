//! Texts with `${…}` in them.

use hcl_edit::template::{Element, HeredocTemplate, Strip, Template};

use super::evaluator::Evaluator;
use super::scope::Scope;
use super::term::{Kind, Term};
use crate::import::project::Place;
use crate::import::value::Text;

impl Evaluator<'_> {
    pub(super) fn heredoc(
        &self,
        heredoc: &HeredocTemplate,
        scope: &Scope<'_>,
        place: Place,
    ) -> Term {
        if heredoc.indent().is_some() {
            let mut dedented = heredoc.clone();
            dedented.dedent();
            return self.template(&dedented.template, scope, place);
        }
        self.template(&heredoc.template, scope, place)
    }

    pub(super) fn template(&self, template: &Template, scope: &Scope<'_>, place: Place) -> Term {
        // `"${x}"` is x itself, whatever its type.
        if let Some(Element::Interpolation(only)) = template.as_single_element()
            && only.strip == Strip::None
        {
            let term = self.term(&only.expr, scope);
            return match &term.kind {
                Kind::Text(_) | Kind::Unknown(_) => term.at(place),
                _ => term,
            };
        }
        let mut text = Text::default();
        for element in template {
            match element {
                Element::Literal(literal) => {
                    text.push_literal(literal.as_str());
                    self.spend(literal.len() / 16, place);
                }
                Element::Interpolation(part) if part.strip == Strip::None => {
                    let term = self.term(&part.expr, scope);
                    if let Err(instead) = self.push(&mut text, &term) {
                        return instead;
                    }
                }
                Element::Interpolation(_) | Element::Directive(_) => {
                    return self.fresh(place, "`%{…}` and `~` in a text are not worked out");
                }
            }
        }
        Term::new(place, Kind::Text(text))
    }
}
