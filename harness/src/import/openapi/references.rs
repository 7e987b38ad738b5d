//! `$ref` inside a document: path items and security schemes that stand elsewhere in it.
//!
//! What stands in another file is left as it is, and refused by name where it is used.

use crate::import::value::{Member, Shape, Value};

/// Longest chain of references.
const MOST_STEPS: usize = 16;
/// Most values that references may copy, and most keys that are looked at to follow them.
const MOST_WORK: Work = Work { copied: 1 << 17, looked_at: 1 << 26 };

/// Work that is left.
#[derive(Clone, Copy)]
struct Work {
    copied: usize,
    looked_at: usize,
}

impl Work {
    /// Counts a value before it is copied. Nothing is copied after what was too much.
    fn copies(&mut self, value: &Value) -> Option<()> {
        self.copied = self.copied.checked_sub(1)?;
        let mut members = value.members().iter();
        members.try_for_each(|member| self.copies(&member.value))?;
        value.list().unwrap_or_default().iter().try_for_each(|item| self.copies(item))
    }
}

/// Puts path items and security schemes in the place of the references to them.
pub(super) fn put_in(document: &Value) -> Value {
    let mut left = MOST_WORK;
    let mut made = document.clone();
    if let Shape::Map(members) = &mut made.shape {
        for member in members {
            match member.key.as_str() {
                "paths" => section(&mut member.value, document, &mut left),
                "components" => {
                    if let Shape::Map(members) = &mut member.value.shape {
                        let schemes = members.iter_mut().find(|one| one.key == "securitySchemes");
                        if let Some(schemes) = schemes {
                            section(&mut schemes.value, document, &mut left);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    made
}

fn section(section: &mut Value, document: &Value, left: &mut Work) {
    let Shape::Map(members) = &mut section.shape else { return };
    for member in members {
        if let Some(found) = target(&member.value, document, left) {
            member.value = found;
        }
    }
}

/// Follows the references of a value that is nothing else.
fn target(value: &Value, document: &Value, left: &mut Work) -> Option<Value> {
    let mut at = reference(value)?;
    for _step in 0..MOST_STEPS {
        let found = follow(document, at, left)?;
        let Some(next) = reference(found) else {
            left.copies(found)?;
            return Some(found.clone());
        };
        at = next;
    }
    None
}

/// Returns where a value refers to. What stands beside a reference has no meaning, or two.
fn reference(value: &Value) -> Option<&str> {
    let told = |member: &Member| !matches!(member.key.as_str(), "$ref" | "summary" | "description");
    if value.members().iter().any(told) {
        return None;
    }
    value.get("$ref").and_then(Value::known)
}

/// Follows a JSON Pointer in a fragment (RFC 6901, 6).
fn follow<'v>(document: &'v Value, reference: &str, left: &mut Work) -> Option<&'v Value> {
    let mut steps = reference.strip_prefix("#/")?.split('/');
    steps.try_fold(document, |value, step| {
        // A fragment may be percent-encoded; braces of path templates are what that hits.
        let step = step.replace("%7B", "{").replace("%7b", "{");
        let step = step.replace("%7D", "}").replace("%7d", "}");
        if step.contains('%') {
            return None;
        }
        left.looked_at = left.looked_at.checked_sub(value.members().len())?;
        value.get(&step.replace("~1", "/").replace("~0", "~"))
    })
}
