//! Why servers would read a path differently.

/// Why servers would read a path differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathFault {
    /// It does not begin with `/`.
    NoLeadingSlash,
    /// It is over 8 KiB.
    TooLong,
    /// It holds a byte outside visible ASCII.
    NotVisible,
    /// It holds a backslash, raw or escaped.
    Backslash,
    /// It holds `#`, raw or escaped.
    Fragment,
    /// It holds `;`, raw or escaped.
    Semicolon,
    /// It holds `//`.
    EmptySegment,
    /// It holds `%` without two hexadecimal digits.
    BrokenEscape,
    /// It escapes a control byte.
    EscapedControl,
    /// It escapes `/`.
    EscapedSlash,
    /// It escapes `?`.
    EscapedQuestion,
    /// Its bytes are no UTF-8 once decoded.
    NotUtf8,
    /// A segment reads `.` or `..` once decoded.
    DotSegment,
}

impl PathFault {
    /// Returns what is wrong, for explanations.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoLeadingSlash => "the path does not begin with `/`",
            Self::TooLong => "the path is over 8 KiB",
            Self::NotVisible => "the path holds a byte outside visible ASCII",
            Self::Backslash => "the path holds a backslash",
            Self::Fragment => "the path holds `#`",
            Self::Semicolon => "the path holds `;`",
            Self::EmptySegment => "the path holds an empty segment",
            Self::BrokenEscape => "the path holds a broken percent escape",
            Self::EscapedControl => "the path escapes a control byte",
            Self::EscapedSlash => "the path escapes a `/`",
            Self::EscapedQuestion => "the path escapes a `?`",
            Self::NotUtf8 => "the path is not UTF-8 once decoded",
            Self::DotSegment => "the path holds a dot segment",
        }
    }

    /// Whether the fault stays one where paths are read as API Gateway reads them: what is known
    /// of it takes empty and dot segments as they stand and routes on decoded text.
    pub(super) fn is_hard(self) -> bool {
        match self {
            Self::NoLeadingSlash
            | Self::TooLong
            | Self::NotVisible
            | Self::BrokenEscape
            | Self::EscapedControl
            | Self::NotUtf8 => true,
            Self::Backslash
            | Self::Fragment
            | Self::Semicolon
            | Self::EmptySegment
            | Self::EscapedSlash
            | Self::EscapedQuestion
            | Self::DotSegment => false,
        }
    }
}

/// What is wrong with a byte of a segment, however it is escaped.
pub(super) fn fault_of(byte: u8) -> Option<PathFault> {
    match byte {
        0x00..=0x1f | 0x7f => Some(PathFault::EscapedControl),
        b'/' => Some(PathFault::EscapedSlash),
        b'\\' => Some(PathFault::Backslash),
        b'?' => Some(PathFault::EscapedQuestion),
        b'#' => Some(PathFault::Fragment),
        b';' => Some(PathFault::Semicolon),
        _ => None,
    }
}
