//! What the first pass finds, in words.

use crate::spell::quote;
use crate::{Code, Diagnostic, Source, Span};

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
