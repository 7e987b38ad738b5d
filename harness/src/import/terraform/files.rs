//! The files of a module: which they are, and their parsing.
//!
//! The parser bounds its own depth. It compares each key of an object with those before it, so
//! the number of assignments in a file is bounded here.

use std::path::{Path, PathBuf};

use engine::{Code, Diagnostic, Diagnostics, Source, Span};
use hcl_edit::expr::Expression;
use hcl_edit::parser;
use hcl_edit::structure::Body;
use hcl_edit::template::Template;

/// Longest file, in bytes.
const MAX_BYTES: usize = 4 << 20;
/// Most signs of assignment in a file.
const MOST_ASSIGNMENTS: usize = 20_000;
/// Most files of a folder.
const MOST_FILES: usize = 200;

/// Returns whether a file is one of Terraform's by its name.
pub(in crate::import) fn is_terraform(name: &str) -> bool {
    has_end(name, ".tf") || is_values(name)
}

/// Returns whether a file is one of a module, by its name.
pub(in crate::import) fn is_module(name: &str) -> bool {
    has_end(name, ".tf")
}

/// Returns whether a file holds values of variables.
pub(super) fn is_values(name: &str) -> bool {
    has_end(name, ".tfvars")
}

fn has_end(name: &str, end: &str) -> bool {
    name.len() > end.len() && name.ends_with(end)
}

/// Returns the files of the module that an argument names: Terraform reads a folder as a whole,
/// whichever of its files is meant. An argument that is neither stays what it is.
///
/// # Errors
/// The folder cannot be read, or holds what is not read here.
pub(in crate::import) fn of_argument(path: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    let named = path.to_string_lossy();
    let folder = if path.is_dir() {
        path
    } else if has_end(&named, ".tf") && path.is_file() {
        path.parent().unwrap_or(Path::new(""))
    } else {
        return Ok(vec![path.to_owned()]);
    };
    let about = |code, message: String| {
        Diagnostics::from(Diagnostic::about_file(&folder.display().to_string(), code, message))
    };
    let listed = if folder == Path::new("") { Path::new(".") } else { folder };
    let unreadable = |error| about(Code::Unreadable, format!("the folder cannot be read: {error}"));
    let mut all = Vec::new();
    for entry in std::fs::read_dir(listed).map_err(unreadable)? {
        all.push(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
    }
    let read = of_names(all, &folder.display().to_string())?;
    let files: Vec<PathBuf> = read.iter().map(|name| folder.join(name)).collect();
    for file in &files {
        within(file, listed)?;
    }
    Ok(files)
}

/// Returns which of a folder's files Terraform reads, in its order.
///
/// # Errors
/// The folder holds what is not read here.
pub(in crate::import) fn of_names(
    names: Vec<String>,
    folder: &str,
) -> Result<Vec<String>, Diagnostics> {
    let about =
        |code, message: String| Diagnostics::from(Diagnostic::about_file(folder, code, message));
    let mut files = Vec::new();
    for name in names {
        // Editors leave copies with such names, and Terraform passes them over.
        if name.starts_with(['.', '#']) || name.ends_with('~') {
            continue;
        }
        if let Some(why) = not_read(&name) {
            return Err(about(Code::InvalidTemplate, format!("`{name}` {why}")));
        }
        let values = name == "terraform.tfvars" || has_end(&name, ".auto.tfvars");
        if has_end(&name, ".tf") || values {
            files.push(name);
        }
        if files.len() > MOST_FILES {
            let message = format!("the folder has more than {MOST_FILES} files");
            return Err(about(Code::FileTooLarge, message));
        }
    }
    // Modules first; `terraform.tfvars` before the others, which win.
    files.sort_by_key(|name| (is_values(name), has_end(name, ".auto.tfvars"), name.clone()));
    if files.is_empty() {
        return Err(about(Code::UnknownFormat, "the folder has no `.tf` file".to_owned()));
    }
    Ok(files)
}

/// Nobody named these files: a link among them must not lead out of the folder.
fn within(file: &Path, folder: &Path) -> Result<(), Diagnostics> {
    let name = file.display().to_string();
    let about =
        |code, message: &str| Diagnostics::from(Diagnostic::about_file(&name, code, message));
    let real = |path: &Path| {
        path.canonicalize().map_err(|error| about(Code::Unreadable, &error.to_string()))
    };
    if real(file)?.starts_with(real(folder)?) {
        return Ok(());
    }
    Err(about(Code::OutsideFolder, "the file is a link that leads out of the folder"))
}

fn not_read(name: &str) -> Option<&'static str> {
    let json = has_end(name, ".tf.json") || name == "terraform.tfvars.json";
    if json || has_end(name, ".auto.tfvars.json") {
        return Some("is Terraform in JSON, which is not read: import `terraform show -json`");
    }
    let overrides = name == "override.tf" || has_end(name, "_override.tf");
    overrides.then_some("overrides other files, which is not read: import `terraform show -json`")
}

/// Parses a file.
pub(super) fn body(source: &Source) -> Result<Body, Diagnostics> {
    let text = source.text();
    let wrong = |span, code, message: String| -> Diagnostics {
        Diagnostic::new(source, span, code, message).into()
    };
    let refused = within_bounds(text)
        .map_err(|message| wrong(Span::default(), Code::FileTooLarge, message.to_owned()));
    refused?;
    parser::parse_body(text).map_err(|error| {
        wrong(span(&error), Code::InvalidTemplate, format!("not Terraform: {}", message(&error)))
    })
}

/// Parses an expression of the command line.
pub(super) fn expression(text: &str) -> Result<Expression, String> {
    within_bounds(text)?;
    parser::parse_expr(text).map_err(|error| message(&error))
}

/// Parses the text of a template.
pub(super) fn template(text: &str) -> Result<Template, (Span, String)> {
    within_bounds(text).map_err(|message| (Span::default(), message.to_owned()))?;
    parser::parse_template(text)
        .map_err(|error| (span(&error), format!("no template: {}", message(&error))))
}

fn within_bounds(text: &str) -> Result<(), &'static str> {
    if text.len() > MAX_BYTES {
        return Err("a file of Terraform has at most 4 MiB here");
    }
    let assignments = text.bytes().filter(|byte| matches!(byte, b'=' | b':')).count();
    if assignments > MOST_ASSIGNMENTS {
        return Err("a file of Terraform has at most 20000 assignments here");
    }
    Ok(())
}

fn span(error: &parser::Error) -> Span {
    let at = u32::try_from(error.location().offset()).unwrap_or(u32::MAX);
    Span { start: at, end: at }
}

fn message(error: &parser::Error) -> String {
    error.message().chars().take(200).collect()
}
