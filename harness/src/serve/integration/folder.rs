//! Folders that files name: none leads out of the file's own.

use std::path::{Component, Path, PathBuf};

/// Returns a folder below another one; nothing when it is outside.
///
/// Links are followed when a handler is looked for, and must stay inside, too.
pub(super) fn below(folder: &Path, named: &str) -> Option<PathBuf> {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(named).components().all(plain) || named.contains('\0') {
        return None;
    }
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    let path = folder.join(named);
    // What is there is looked at as the system knows it.
    if let (Ok(real), Ok(outer)) = (path.canonicalize(), folder.canonicalize())
        && !real.starts_with(outer)
    {
        return None;
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_folder_leads_out() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        for named in ["..", "src/../..", "/etc", "a\0b"] {
            assert_eq!(below(here, named), None, "{named}");
        }
        assert_eq!(below(here, "./src/"), Some(here.join("./src/")));
        assert_eq!(below(Path::new(""), "x"), Some(PathBuf::from("./x")));
    }
}
