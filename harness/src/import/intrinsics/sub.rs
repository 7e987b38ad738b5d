//! `Fn::Sub`: a text with `${Name}` and `${Resource.Attribute}` in it.

use engine::Code;

use super::resolver::Resolver;
use crate::import::project::Place;
use crate::import::template::Node;
use crate::import::value::{Member, Shape, Text, Value};

impl Resolver<'_> {
    pub(super) fn sub(&self, argument: &Node, place: Place) -> Value {
        let (template, variables) = match argument.items() {
            [] => (argument, None),
            [template] => (template, None),
            [template, variables, ..] => (template, Some(self.value(variables))),
        };
        let Some(template_text) = template.text() else {
            self.report(template.place, Code::InvalidTemplate, "`Fn::Sub` wants a text");
            return self.unknown(place, "Fn::Sub", "`Fn::Sub` is not given a text");
        };
        let variables = variables.as_ref().map_or(&[][..], Value::members);
        let mut text = Text::default();
        let mut rest = template_text;
        while let Some((before, after)) = rest.split_once("${") {
            text.push(&super::secrets::with_holes(before, place));
            let Some((name, behind)) = after.split_once('}') else {
                text.push_literal("${");
                rest = after;
                continue;
            };
            match name.strip_prefix('!') {
                Some(literal) => text.push_literal(&format!("${{{literal}}}")),
                None => match self.variable(name.trim(), variables, template.place) {
                    Ok(value) => text.push(&value),
                    Err(list) => return list,
                },
            }
            if !self.spend(text.len() / 16, place) {
                break;
            }
            rest = behind;
        }
        text.push(&super::secrets::with_holes(rest, place));
        Value { place, shape: Shape::Text(text) }
    }

    /// Returns the text of one variable; what is no text makes the whole one unknown.
    fn variable(&self, name: &str, variables: &[Member], place: Place) -> Result<Text, Value> {
        let value = match variables.iter().find(|member| member.key == name) {
            Some(member) => member.value.clone(),
            None => match name.split_once('.') {
                Some((resource, attribute)) => self.attribute(resource, attribute, place),
                None => self.reference(name, place),
            },
        };
        value.text().cloned().ok_or_else(|| {
            let message = format!("`${{{name}}}` is no text");
            self.report(place, Code::InvalidTemplate, message.as_str());
            self.unknown(place, name, message)
        })
    }
}
