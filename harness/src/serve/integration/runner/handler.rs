//! A handler: `order.main` in a folder, and the file that it names.
//!
//! Templates come from others: a handler names no file outside its folder, links followed.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The language of a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::serve::integration) enum Language {
    /// By `python3`.
    Python,
    /// By `node`.
    Node,
}

impl Language {
    /// Reads a runtime of Lambda, such as `python3.12`, or a language's own name.
    pub(in crate::serve::integration) fn of(runtime: &str) -> Option<Self> {
        let version = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let node = runtime.strip_suffix(".x").unwrap_or(runtime);
        if runtime.strip_prefix("python").is_some_and(version) {
            Some(Self::Python)
        } else if node == "node" || node.strip_prefix("nodejs").is_some_and(version) {
            Some(Self::Node)
        } else {
            None
        }
    }

    /// Returns the program that runs it.
    pub(super) fn program(self) -> &'static str {
        match self {
            Self::Python => "python3",
            Self::Node => "node",
        }
    }

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Python => &[".py", "/__init__.py"],
            Self::Node => &[".js", ".mjs", ".cjs"],
        }
    }
}

/// A function in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::serve::integration) struct Handler {
    pub(super) language: Language,
    /// Where its code lies.
    pub(super) folder: PathBuf,
    /// The file without its ending, relative to the folder.
    pub(super) module: String,
    /// The function in it.
    pub(super) function: String,
    /// As it is written.
    pub(super) text: String,
}

/// The file of a handler as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it is, links followed.
    pub(super) path: PathBuf,
    changed: Option<SystemTime>,
    length: u64,
}

impl Handler {
    /// Reads a handler.
    ///
    /// # Errors
    /// Why it is none, one line that follows "the handler".
    pub(in crate::serve::integration) fn parse(
        text: &str,
        language: Language,
        folder: &Path,
    ) -> Result<Self, &'static str> {
        let form = "is not like `order.main`: a file without its ending, a dot, and a function";
        let (before, last) = text.rsplit_once('/').unwrap_or(("", text));
        let (file, function) = match language {
            // Python's own dots lead into packages.
            Language::Python => last.rsplit_once('.'),
            Language::Node => last.split_once('.'),
        }
        .ok_or(form)?;
        let file = match language {
            Language::Python => file.replace('.', "/"),
            Language::Node => file.to_owned(),
        };
        let module = if before.is_empty() { file } else { format!("{before}/{file}") };
        let module = module.strip_prefix("./").unwrap_or(&module).to_owned();
        let is_name = |name: &str| {
            !matches!(name, "" | "." | "..")
                && !name.contains(|one: char| one.is_control() || matches!(one, '\\' | ':'))
        };
        if module.split('/').any(|part| part == "..") || module.starts_with('/') {
            return Err("leaves its folder");
        }
        if !module.split('/').all(is_name) || !function.split('.').all(is_name) {
            return Err(form);
        }
        let (folder, function) = (folder.to_owned(), function.to_owned());
        Ok(Self { language, folder, module, function, text: text.to_owned() })
    }

    /// Finds the file, as it is now.
    ///
    /// # Errors
    /// It is not there, or lies elsewhere; one line.
    pub(super) fn find(&self) -> Result<Found, String> {
        let shown = self.folder.display();
        let folder = self.folder.canonicalize();
        let folder =
            folder.map_err(|error| format!("the folder {shown} cannot be read: {error}"))?;
        for ending in self.language.endings() {
            let Ok(path) = folder.join(format!("{}{ending}", self.module)).canonicalize() else {
                continue;
            };
            if !path.starts_with(&folder) {
                return Err(format!("the handler `{}` leaves the folder {shown}", self.text));
            }
            let Ok(about) = path.metadata() else { continue };
            if about.is_file() {
                let (changed, length) = (about.modified().ok(), about.len());
                return Ok(Found { path, changed, length });
            }
        }
        let names = self.language.endings().iter().map(|end| format!("{}{end}", self.module));
        let names = names.collect::<Vec<_>>().join(", ");
        Err(format!("the handler `{}` is not in the folder {shown}: no {names}", self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, language: Language) -> Result<(String, String), &'static str> {
        let handler = Handler::parse(text, language, Path::new("."))?;
        Ok((handler.module, handler.function))
    }

    #[test]
    fn runtimes_tell_the_language() {
        for runtime in ["python", "python3", "python3.12"] {
            assert_eq!(Language::of(runtime), Some(Language::Python), "{runtime}");
        }
        for runtime in ["node", "nodejs", "nodejs20.x"] {
            assert_eq!(Language::of(runtime), Some(Language::Node), "{runtime}");
        }
        for runtime in ["java21", "provided.al2023", "ruby3.3", "pythonic", "node.x5", ""] {
            assert_eq!(Language::of(runtime), None, "{runtime}");
        }
    }

    #[test]
    fn a_handler_is_a_file_and_a_function() {
        let both = |module: &str, function: &str| Ok((module.to_owned(), function.to_owned()));
        assert_eq!(parts("order.main", Language::Python), both("order", "main"));
        assert_eq!(parts("src/a.b.main", Language::Python), both("src/a/b", "main"));
        assert_eq!(parts("./src/order.api.main", Language::Node), both("src/order", "api.main"));
    }

    #[test]
    fn a_handler_stays_in_its_folder() {
        for text in ["../order.main", "src/../../order.main", "/etc/passwd.main", "...main"] {
            assert!(parts(text, Language::Python).is_err(), "{text}");
            assert!(parts(text, Language::Node).is_err(), "{text}");
        }
        for text in ["order", "order.", ".main", "a//b.main", "a\0b.main", "c:\\x.main", ""] {
            assert!(parts(text, Language::Python).is_err(), "{text}");
            assert!(parts(text, Language::Node).is_err(), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let folder = std::env::temp_dir().join(format!("harness-handler-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("in")).unwrap();
        std::fs::write(folder.join("out.py"), "").unwrap();
        std::os::unix::fs::symlink("../out.py", folder.join("in/order.py")).unwrap();
        let handler = Handler::parse("order.main", Language::Python, &folder.join("in")).unwrap();
        let found = handler.find();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(found.unwrap_err().contains("leaves the folder"));
    }
}
