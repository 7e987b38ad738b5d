//! How commands tell of questions that no exact answer is given about.

use engine::{Policy, Source, Span};

use crate::analysis::findings::{Written, place_of};
use crate::analysis::witness::ReplayError;
use crate::policy_file::PolicyFile;
use crate::terminal::Failure;

/// Says why a question about policies is not answered; where two are compared, the old one first.
pub(super) fn refused(error: &ReplayError, sides: &[(&PolicyFile, &Policy)]) -> Failure {
    let ReplayError::Refused(refusal) = error else { return Failure::new(error.to_string()) };
    let blamed = refusal.about.as_ref().and_then(|about| {
        let (file, policy) = sides.get(about.side.unwrap_or_default())?;
        let written = Written::new(&file.source, file.parsed());
        Some(place(&file.source, place_of(policy, written, about)))
    });
    let whole = || sides.iter().map(|(file, _)| file.source.name().to_owned()).collect();
    let places = blamed.map_or_else(whole, |place| vec![place]);
    Failure::Refused { code: refusal.code, message: refusal.told(), places }
}

fn place(source: &Source, span: Span) -> String {
    let (file, place) = source.place(span);
    format!("{file}:{}:{}", place.line, place.column)
}
