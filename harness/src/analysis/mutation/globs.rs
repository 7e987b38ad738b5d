//! Mistakes in the globs of guardrails: one segment too few, or one star.

use engine::Glob;

use super::operator::Operator;

/// Returns the globs that take more, then those that take fewer.
pub(super) fn mistakes(glob: &Glob) -> Vec<(Operator, Glob)> {
    let text = glob.as_str();
    let widened = widened(text).map(|text| (Operator::GuardrailGlobWidened, text));
    let narrowed = narrowed(text).into_iter().map(|text| (Operator::GuardrailGlobNarrowed, text));
    let texts = widened.into_iter().chain(narrowed);
    // In braces a slash does not end a segment: what is cut there may be no glob.
    let globs = texts.filter_map(|(operator, text)| Some((operator, Glob::path(&text).ok()?)));
    globs.filter(|(_, new)| new != glob).collect()
}

/// `/a/b/**` becomes `/a/**`, and `/a/b` becomes `/a/**`.
fn widened(text: &str) -> Option<String> {
    let prefix = text.strip_suffix("/**").unwrap_or(text);
    let (shorter, _) = prefix.rsplit_once('/')?;
    Some(format!("{shorter}/**"))
}

/// Each `**` becomes `*`.
fn narrowed(text: &str) -> Vec<String> {
    let segments: Vec<&str> = text.split('/').collect();
    let stars = segments.iter().enumerate().filter(|(_, segment)| **segment == "**");
    let written = stars.map(|(at, _)| {
        let one = |(index, segment): (usize, &&str)| {
            if index == at { "*".to_owned() } else { (*segment).to_owned() }
        };
        let text = segments.iter().enumerate().map(one).collect::<Vec<_>>().join("/");
        // A glob of paths begins with a slash.
        if text.starts_with('*') && !text.starts_with("**") { format!("/{text}") } else { text }
    });
    written.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> Vec<String> {
        let made = mistakes(&Glob::path(text).unwrap()).into_iter();
        made.map(|(operator, glob)| format!("{operator} {glob}")).collect()
    }

    #[test]
    fn a_prefix_gets_shorter_and_two_stars_become_one() {
        let (wide, narrow) = ("guardrail-glob-widened", "guardrail-glob-narrowed");
        assert_eq!(made("/a/b/**"), [format!("{wide} /a/**"), format!("{narrow} /a/b/*")]);
        assert_eq!(made("/a"), [format!("{wide} /**")]);
        assert_eq!(made("/**"), [format!("{narrow} /*")]);
        assert_eq!(made("**/*.bak"), [format!("{wide} **/**"), format!("{narrow} /*/*.bak")]);
    }
}
