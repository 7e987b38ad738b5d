//! What an import found, as JSON for other programs.
