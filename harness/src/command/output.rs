//! The files that commands write, which are none that they read.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use crate::terminal::Failure;

/// Makes the file of an option, or empties it.
///
/// # Errors
/// It cannot be written, or it is a file that the command reads.
pub(super) fn create<'p>(
    option: &str,
    path: &Path,
    read: impl IntoIterator<Item = &'p Path>,
) -> Result<BufWriter<File>, Failure> {
    let own = path.canonicalize().ok();
    if own.is_some() && read.into_iter().any(|read| read.canonicalize().ok() == own) {
        let message = format!("{option} {}: the command reads this file", path.display());
        return Err(Failure::with_help(message, "name another file"));
    }
    let failed = |error| Failure::new(format!("{option} {}: {error}", path.display()));
    File::create(path).map(BufWriter::new).map_err(failed)
}
