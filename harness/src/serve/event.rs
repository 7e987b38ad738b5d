//! What happens to a gateway that whoever started it must know.

/// Something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A file that the gateway was made from has changed.
    Changed,
    /// Trouble, in one line.
    Told(String),
    /// Every connection has ended.
    Stopped,
}
