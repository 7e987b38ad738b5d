//! Where parameters may stand: their names, and `${NAME}` nowhere but inside authorizers.

use super::checker::Checker;
use super::parameter::is_name;
use crate::parse::Place;
use crate::spell::quote;
use crate::{Code, Diagnostic, Span};

/// Keys whose text is for people alone.
const PROSE: [&str; 3] = ["description", "owner", "tags"];

impl Checker<'_> {
    pub(super) fn check_parameters(&mut self) {
        let section = self.root.key("parameters");
        for entry in &self.document.parameters {
            if !is_name(&entry.name) {
                let message = format!("{} is no name of a parameter", quote(&entry.name));
                let finding = section.at(entry.index).key_finding(Code::InvalidName, message);
                self.found
                    .push(finding.with_help("letters, digits and `_`, not beginning with a digit"));
            }
        }
        for name in &self.parameters.strangers {
            let message =
                format!("a value is set for {}, which the policy does not have", quote(name));
            self.found.push(section.key_finding(Code::UndefinedParameter, message));
        }
        let root = self.root;
        for (index, name) in root.names().enumerate() {
            let place = root.at(index);
            match name {
                "authorizers" | "parameters" => {}
                "scopes" => (0..place.names().count()).for_each(|at| self.check_key(place.at(at))),
                _ if PROSE.contains(&name) => {}
                _ => self.refuse_parameters(place),
            }
        }
    }

    fn check_key(&mut self, place: Place<'_>) {
        self.refuse_hole(place.source().text(), place.key_span(), place);
    }

    fn refuse_parameters(&mut self, place: Place<'_>) {
        let entries = place.names().collect::<Vec<_>>();
        for (index, name) in entries.iter().enumerate() {
            self.check_key(place.at(index));
            if !PROSE.contains(name) {
                self.refuse_parameters(place.at(index));
            }
        }
        if entries.is_empty() {
            let items = place.len();
            (0..items).for_each(|index| self.refuse_parameters(place.at(index)));
            if items == 0 {
                self.refuse_hole(place.source().text(), place.span(), place);
            }
        }
    }

    fn refuse_hole(&mut self, text: &str, span: Span, place: Place<'_>) {
        let range = span.start as usize..span.end as usize;
        let text = text.get(range).unwrap_or("");
        let hole = text
            .split("${")
            .skip(1)
            .any(|rest| rest.split_once('}').is_some_and(|(name, _)| is_name(name)));
        if hole {
            let message = format!("{} holds a parameter", quote(text.trim()));
            let finding = Diagnostic::new(place.source(), span, Code::MisplacedParameter, message);
            let help = "`${NAME}` stands only inside `authorizers`: routes are the same everywhere";
            self.found.push(finding.with_help(help));
        }
    }
}
