//! How much of a template is read.

use engine::{Code, Diagnostic, Diagnostics, Source, Span};

/// Deepest nesting; `CloudFormation` itself takes far less.
pub(super) const MAX_DEPTH: usize = 64;
/// Longest single value, in bytes: templates hold the code of whole functions.
pub(super) const MAX_SCALAR_BYTES: usize = 4 << 20;
/// Most keys and values, also counting what aliases stand for.
pub(super) const MAX_VALUES: usize = 1 << 20;
/// Most bytes of text that aliases may repeat.
pub(super) const MAX_REPEATED_BYTES: usize = 64 << 20;

/// Nested too deep.
pub(super) fn too_deep(source: &Source, span: Span) -> Diagnostics {
    let message = format!("values are nested deeper than {MAX_DEPTH} levels");
    Diagnostic::new(source, span, Code::TooDeep, message).into()
}

/// One value is too long.
pub(super) fn too_long(source: &Source, span: Span) -> Diagnostics {
    let message = format!("a value of more than {} MiB stands here", MAX_SCALAR_BYTES >> 20);
    Diagnostic::new(source, span, Code::ScalarTooLong, message).into()
}

/// Too many values, or too much repeated by aliases.
pub(super) fn too_many(source: &Source, span: Span) -> Diagnostics {
    let message = format!("the template stands for more than {MAX_VALUES} values");
    Diagnostic::new(source, span, Code::FileTooLarge, message)
        .with_help("aliases count as often as they are used")
        .into()
}
