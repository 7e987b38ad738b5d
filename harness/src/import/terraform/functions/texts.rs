//! Functions of texts and single values.

use crate::import::project::Place;
use crate::import::terraform::evaluator::Evaluator;
use crate::import::terraform::term::{Kind, Made, Term};
use crate::import::value::Text;

impl Evaluator<'_> {
    pub(super) fn text_of_one(&self, name: &str, one: &Term, place: Place) -> Made {
        match name {
            "sensitive" | "nonsensitive" | "ephemeralasnull" => return Some(one.clone()),
            "tostring" => return one.as_text().map(|text| Term::new(place, Kind::Text(text))),
            "tonumber" => {
                return one.as_number().map(|known| Term::new(place, Kind::Number(known)));
            }
            "tobool" => return one.as_bool().map(|known| Term::new(place, Kind::Bool(known))),
            _ => {}
        }
        let known = one.known()?;
        self.spend(known.len() / 16, place);
        let made = match name {
            "lower" => known.to_lowercase(),
            "upper" => known.to_uppercase(),
            "trimspace" => known.trim().to_owned(),
            "chomp" => known.trim_end_matches(['\r', '\n']).to_owned(),
            _ => return None,
        };
        Some(Term::text(place, made))
    }

    pub(super) fn text_of_many(&self, name: &str, arguments: &[Term], place: Place) -> Made {
        if name == "format" {
            let (pattern, values) = arguments.split_first()?;
            return self.formatted(&pattern.known()?, values, place);
        }
        if let ("join", [separator, lists @ ..]) = (name, arguments) {
            return self.joined(&separator.known()?, lists, place);
        }
        let known: Vec<String> = arguments.iter().map(Term::known).collect::<Option<_>>()?;
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        self.spend(known.iter().map(|text| text.len()).sum::<usize>() / 16, place);
        let text = |text: &str| Some(Term::text(place, text));
        match (name, known.as_slice()) {
            ("trimprefix", [whole, prefix]) => text(whole.strip_prefix(prefix).unwrap_or(whole)),
            ("trimsuffix", [whole, suffix]) => text(whole.strip_suffix(suffix).unwrap_or(whole)),
            ("trim", [whole, signs]) => text(whole.trim_matches(|sign| signs.contains(sign))),
            // Between slashes it is a regular expression.
            ("replace", [_, pattern, _]) if pattern.starts_with('/') && pattern.ends_with('/') => {
                None
            }
            ("replace", [whole, from, to]) => {
                let longest = whole.len().saturating_add(1).saturating_mul(to.len() + 1);
                self.spend(longest / 16, place).then(|| Term::text(place, whole.replace(from, to)))
            }
            ("startswith", [whole, prefix]) => {
                Some(Term::new(place, Kind::Bool(whole.starts_with(prefix))))
            }
            ("endswith", [whole, suffix]) => {
                Some(Term::new(place, Kind::Bool(whole.ends_with(suffix))))
            }
            ("strcontains", [whole, part]) => {
                Some(Term::new(place, Kind::Bool(whole.contains(part))))
            }
            ("split", [separator, whole]) if !separator.is_empty() => {
                let parts: Vec<&str> =
                    if whole.is_empty() { Vec::new() } else { whole.split(separator).collect() };
                self.spend(parts.len(), place);
                let parts = parts.into_iter().map(|part| Term::text(place, part));
                Some(Term::list(place, parts.collect()))
            }
            _ => None,
        }
    }

    /// `%s`, `%d` and `%v` of texts and numbers; other verbs have widths and rounding.
    fn formatted(&self, pattern: &str, values: &[Term], place: Place) -> Made {
        let mut text = Text::default();
        let mut values = values.iter();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('%') {
            text.push_literal(before);
            let verb = after.chars().next()?;
            rest = after.get(verb.len_utf8()..).unwrap_or("");
            match verb {
                '%' => text.push_literal("%"),
                's' | 'v' | 'd' => {
                    let value = values.next()?;
                    if verb == 'd' && value.as_number().is_none() && value.symbol().is_none() {
                        return None;
                    }
                    if let Err(instead) = self.push(&mut text, value) {
                        return Some(instead);
                    }
                }
                _ => return None,
            }
        }
        text.push_literal(rest);
        values.next().is_none().then(|| Term::new(place, Kind::Text(text)))
    }

    fn joined(&self, separator: &str, lists: &[Term], place: Place) -> Made {
        let mut text = Text::default();
        let mut first = true;
        for list in lists {
            for item in list.items()? {
                if !first {
                    text.push_literal(separator);
                }
                first = false;
                if let Err(instead) = self.push(&mut text, item) {
                    return Some(instead);
                }
            }
        }
        Some(Term::new(place, Kind::Text(text)))
    }
}
