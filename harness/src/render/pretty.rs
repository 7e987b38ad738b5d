//! One finding for people: where, what, the source line with a caret, and how to mend it.
//!
//! Texts are shortened and places counted, so that a hostile file cannot fill the screen.

use std::iter;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use engine::{Diagnostic, Location, Related, Severity, Source, Span};

use super::{excerpt::excerpt, sources::Sources};
use crate::visible::{Visible, shortened};

/// How much of a message or help is shown, in characters.
const LONGEST_TEXT: usize = 1_000;
/// How much of the words beside an underline is shown, in characters.
const LONGEST_LABEL: usize = 100;
/// How many other places are shown.
const MOST_RELATED: usize = 8;
/// How near in one line two places must be to share a snippet, in columns.
const NEAR: usize = 60;

/// A span to underline and what is said of it.
struct Mark<'a> {
    kind: AnnotationKind,
    span: Span,
    label: Option<&'a str>,
}

impl<'a> From<&'a Related> for Mark<'a> {
    fn from(related: &'a Related) -> Self {
        let label = Some(related.message.as_str());
        Self { kind: AnnotationKind::Context, span: related.span, label }
    }
}

/// Renders one finding, without a line feed at its end.
pub(super) fn block(diagnostic: &Diagnostic, sources: &Sources, colour: bool) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(shortened(&diagnostic.message, LONGEST_TEXT));
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let group = title.id(diagnostic.code.as_str()).elements(elements(diagnostic, sources));
    renderer.render(&[group] as &[Group<'_>])
}

fn elements(diagnostic: &Diagnostic, sources: &Sources) -> Vec<Element<'static>> {
    let file = Visible(&diagnostic.file).to_string();
    let text = sources.get(&diagnostic.file).map(Source::text);
    let at = diagnostic.location;
    let shown = diagnostic.related.iter().take(MOST_RELATED);
    let (beside, elsewhere): (Vec<_>, Vec<_>) = shown.partition(|other| {
        other.location.line == at.line && other.location.column.abs_diff(at.column) <= NEAR
    });

    let primary = Mark { kind: AnnotationKind::Primary, span: diagnostic.span, label: None };
    let marks: Vec<_> = iter::once(primary).chain(beside.iter().copied().map(Mark::from)).collect();
    let mut elements = Vec::new();
    if let Some(line) = snippet(&file, text, at.line, &marks) {
        elements.push(line);
    } else {
        elements.push(Origin::path(file.clone()).line(at.line).char_column(at.column).into());
        elements.extend(beside.into_iter().map(|other| note(&file, other)));
    }
    for other in elsewhere {
        let line = snippet(&file, text, other.location.line, &[other.into()]);
        elements.push(line.unwrap_or_else(|| note(&file, other)));
    }
    let hidden = diagnostic.related.len().saturating_sub(MOST_RELATED);
    if hidden > 0 {
        elements.push(Level::NOTE.message(format!("and {hidden} more places")).into());
    }
    if let Some(example) = &diagnostic.example {
        let example = format!("example: {example}");
        elements.push(Level::NOTE.message(shortened(&example, LONGEST_TEXT)).into());
    }
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(shortened(help, LONGEST_TEXT)).into());
    }
    elements
}

/// Shows the line of the first mark with all marks; nothing when the line cannot be shown.
fn snippet(
    file: &str,
    text: Option<&str>,
    number: usize,
    marks: &[Mark<'_>],
) -> Option<Element<'static>> {
    let line = excerpt(text?, marks.first()?.span)?;
    // Excerpts of one line begin alike, so their offsets agree; only their ends differ.
    let within = line.text.len();
    let annotations = marks.iter().filter_map(|mark| {
        let underlined = excerpt(text?, mark.span)?.underlined;
        let span = underlined.start.min(within)..underlined.end.min(within);
        let label = mark.label.map(|label| shortened(label, LONGEST_LABEL));
        Some(mark.kind.span(span).label(label))
    });
    let snippet = Snippet::source(line.text.clone()).path(file.to_owned()).line_start(number);
    Some(snippet.annotations(annotations).into())
}

/// Tells of another place in words.
fn note(file: &str, other: &Related) -> Element<'static> {
    let Location { line, column } = other.location;
    let message = shortened(&other.message, LONGEST_TEXT);
    Level::NOTE.message(format!("{file}:{line}:{column}: {message}")).into()
}

#[cfg(test)]
mod tests {
    use engine::Code;
    use proptest::prelude::*;

    use super::*;
    use crate::visible::is_hidden;

    fn span(start: usize, end: usize) -> Span {
        Span { start: u32::try_from(start).unwrap(), end: u32::try_from(end).unwrap() }
    }

    fn kept(source: Source) -> Sources {
        let mut sources = Sources::new();
        sources.insert(source);
        sources
    }

    #[test]
    fn a_finding_shows_its_line_and_the_place_it_conflicts_with() {
        let source = Source::new("p.yaml", "version: 1\nroutes:\n  a: 1\n  b: 2\n  a: 3\n");
        let diagnostic =
            Diagnostic::new(&source, span(35, 36), Code::DuplicateKey, "`a` stands twice")
                .with_related(&source, span(21, 22), "first here")
                .with_help("keep one of the two");
        assert_eq!(
            block(&diagnostic, &kept(source), false),
            "\
error[duplicate-key]: `a` stands twice
 --> p.yaml:5:3
  |
5 |   a: 3
  |   ^
  |
 ::: p.yaml:3:3
  |
3 |   a: 1
  |   - first here
  |
  = help: keep one of the two"
        );
    }

    #[test]
    fn a_note_shows_its_example() {
        let source = Source::new("p.yaml", "a: 1\n");
        let diagnostic = Diagnostic::new(&source, span(0, 1), Code::NotAnalysed, "too large")
            .with_example("GET /a without a token: allowed");
        assert_eq!(
            block(&diagnostic, &kept(source), false),
            "\
note[not-analysed]: too large
 --> p.yaml:1:1
  |
1 | a: 1
  | ^
  |
  = note: example: GET /a without a token: allowed"
        );
    }

    #[test]
    fn two_places_in_one_line_share_it() {
        let source = Source::new("p.yaml", "{ a: 1, a: 2 }\n");
        let diagnostic = Diagnostic::new(&source, span(8, 9), Code::DuplicateKey, "twice")
            .with_related(&source, span(2, 3), "first here");
        assert_eq!(
            block(&diagnostic, &kept(source), false),
            "\
error[duplicate-key]: twice
 --> p.yaml:1:9
  |
1 | { a: 1, a: 2 }
  |   -     ^
  |   |
  |   first here"
        );
    }

    #[test]
    fn without_the_text_every_place_is_told() {
        let source = Source::new("gone.yaml", "a: 1\na: 2\n");
        let diagnostic = Diagnostic::new(&source, span(5, 6), Code::DuplicateKey, "twice")
            .with_related(&source, span(0, 1), "first here");
        assert_eq!(
            block(&diagnostic, &Sources::new(), false),
            "\
error[duplicate-key]: twice
--> gone.yaml:2:1
 = note: gone.yaml:1:1: first here"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_its_caret() {
        let text = format!("{}: here{}", "x".repeat(30_000), "y".repeat(30_000));
        let source = Source::new("p.yaml", text);
        let diagnostic = Diagnostic::new(&source, span(30_002, 30_006), Code::UnknownKey, "no");
        let shown = block(&diagnostic, &kept(source), false);
        assert!(shown.contains(" --> p.yaml:1:30003\n"), "{shown}");
        assert!(shown.contains("xx: hereyy") && shown.contains(" ^^^^"), "{shown}");
        assert!(shown.len() < 1_000, "{}", shown.len());
    }

    #[test]
    fn colour_only_adds_escapes() {
        let source = Source::new("p.yaml", "a: 1\n");
        let diagnostic = Diagnostic::new(&source, span(0, 1), Code::UnusedScope, "unused");
        let sources = kept(source);
        let coloured = block(&diagnostic, &sources, true);
        assert!(coloured.contains("\x1b["), "{coloured:?}");
        let plain = anstream::adapter::strip_str(&coloured).to_string();
        assert_eq!(plain, block(&diagnostic, &sources, false));
    }

    proptest! {
        #[test]
        fn any_spans_on_any_text_give_a_bounded_text_without_escapes(
            text in "(?s)[a\t\n\r é漢\u{200d}\x1b\u{202e}\u{9b}]{0,40}|.{0,40}|(abc ){0,2000}",
            spans in proptest::collection::vec((0_u32..9_000, 0_u32..9_000), 1..12),
            far in any::<(u32, u32)>(),
            said in any::<String>(),
        ) {
            let source = Source::new(said.as_str(), text);
            let mut spans = spans.into_iter().chain([far]).map(|(start, end)| Span { start, end });
            let first = spans.next().unwrap();
            let mut diagnostic = Diagnostic::new(&source, first, Code::UnknownKey, said.as_str());
            for other in spans {
                diagnostic = diagnostic.with_related(&source, other, said.as_str());
            }
            let diagnostic = diagnostic.with_example(said.as_str()).with_help(said);
            let shown = block(&diagnostic, &kept(source), false);
            prop_assert!(!shown.chars().any(|c| c != '\n' && is_hidden(c)), "{shown:?}");
            prop_assert!(shown.len() < 64 * 1024, "{}", shown.len());
        }
    }
}
