//! Events: what a function is given of a request.

mod parts;
mod version_1;
mod version_2;

use super::call::Call;
use crate::import::integration::Payload;

/// Returns the event of a request, as JSON.
pub(super) fn event(call: &Call, payload: Payload) -> serde_json::Value {
    match payload {
        Payload::Version1 => version_1::event(call),
        Payload::Version2 => version_2::event(call),
    }
}

#[cfg(test)]
mod tests;
