//! What the first pass finds, in words.

use crate::spell::quote;
use crate::{Code, Diagnostic, Source, Span};

pub(super) const ALIAS_HELP: &str =
    "name shared conditions under `requirements`; quote a value that begins with `*` or `&`";

pub(super) fn complex_key(source: &Source, span: Span) -> Diagnostic {
    Diagnostic::new(source, span, Code::WrongType, "a list or map stands where a key belongs")
        .with_help("quote a key that begins with `{` or `[`")
}

pub(super) fn merge_key(source: &Source, span: Span) -> Diagnostic {
    Diagnostic::new(source, span, Code::MergeKey, "a merge key stands here")
        .with_help("name shared conditions under `requirements`")
}

pub(super) fn duplicate(source: &Source, span: Span, first: Span, name: &str) -> Diagnostic {
    let message = format!("the key {} stands here a second time", quote(name));
    Diagnostic::new(source, span, Code::DuplicateKey, message)
        .with_related(source, first, "the first one")
        .with_help("keep one of them: a reader would see only one")
}

pub(super) fn syntax(source: &Source, start: u32, info: &str) -> Diagnostic {
    let span = Span { start, end: start };
    let line_start = source.text().get(..start as usize).and_then(|text| text.rfind('\n'));
    let line = source.text().get(line_start.map_or(0, |at| at + 1)..).unwrap_or("");
    let line = line.lines().next().unwrap_or("");
    let diagnostic = Diagnostic::new(source, span, Code::InvalidYaml, format!("not YAML: {info}"));
    if line.contains(" /") && line.contains('{') {
        diagnostic
            .with_help("quote a route key that holds `{` when it stands inside `[ ]` or `{ }`")
    } else if line.contains('\t') {
        diagnostic.with_help("indent with spaces, not tabs")
    } else {
        diagnostic
    }
}

/// A character that no file may hold.
pub(super) fn forbidden(source: &Source, at: usize, character: char) -> Diagnostic {
    let start = u32::try_from(at).unwrap_or(u32::MAX);
    let span = Span { start, end: start.saturating_add(1) };
    let code = u32::from(character);
    let message = format!("the character U+{code:04X} is not taken in a file");
    Diagnostic::new(source, span, Code::ForbiddenCharacter, message)
        .with_help("delete it: what a file shows and what it says must be the same")
}

/// More values than the memory should hold.
pub(super) fn too_many_values(source: &Source, span: Span, most: usize) -> Diagnostic {
    let message = format!("the file holds more than {most} values");
    Diagnostic::new(source, span, Code::FileTooLarge, message).with_help("split it")
}
