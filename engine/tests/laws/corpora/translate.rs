//! Other routers' patterns in the language of route keys, or the cause why it cannot be said.

use engine::RouteKey;

type Translated = Result<String, &'static str>;

/// Checks a translated key by the engine's own grammar.
fn checked(key: String) -> Translated {
    let path = key.split_once(' ').map_or("", |(_, path)| path);
    match key.parse::<RouteKey>() {
        Ok(_) => Ok(key),
        Err(_) if !path.starts_with('/') => Err("no leading slash"),
        Err(_) if path.ends_with('/') => Err("trailing slash in the pattern"),
        Err(error) if error.message.contains("not last") => Err("greedy variable inside"),
        Err(error) if error.message.contains("whole segment") => Err("variable within a segment"),
        Err(error) if error.message.contains("no variable") => Err("variable within a segment"),
        Err(_) => Err("sign that literals do not have"),
    }
}

pub(super) fn matchit(pattern: &str) -> Translated {
    if pattern.contains("{{") || pattern.contains("}}") {
        return Err("escaped brace");
    }
    let segments = pattern.split('/').map(|segment| match segment.strip_prefix("{*") {
        Some(name) => format!("{{{}+}}", name.trim_end_matches('}')),
        None => segment.to_owned(),
    });
    checked(format!("ANY {}", segments.collect::<Vec<_>>().join("/")))
}

/// `:name` and `*name` as whole segments; anything else of the language has no equivalent.
pub(super) fn path_to_regexp(pattern: &str) -> Translated {
    if pattern.contains('{') {
        return Err("optional part");
    }
    if pattern.contains('\\') {
        return Err("escaped sign");
    }
    colons(pattern)
}

pub(super) fn urlpattern(pattern: &str) -> Translated {
    let (head, greedy) = match pattern.strip_suffix("/*").or(pattern.strip_suffix("/(.*)")) {
        Some(head) => (head, "/*0"),
        None => (pattern, ""),
    };
    if head.contains(['(', '*', '+', '?', '{', '\\']) {
        return Err("modifier or regular expression");
    }
    if head.contains('%') {
        return Err("escape in the pattern");
    }
    colons(&format!("{head}{greedy}"))
}

fn colons(pattern: &str) -> Translated {
    let mut segments = Vec::new();
    for segment in pattern.split('/') {
        let whole = |name: &str| !name.contains([':', '*', '.', '-', '@', '|', '~', '^']);
        segments.push(match segment.split_at_checked(1) {
            Some((":", name)) if whole(name) => format!("{{{name}}}"),
            Some(("*", name)) if whole(name) => format!("{{{name}+}}"),
            _ if segment.contains([':', '*']) => return Err("variable within a segment"),
            _ => segment.to_owned(),
        });
    }
    checked(format!("ANY {}", segments.join("/")))
}

pub(super) fn servemux(pattern: &str) -> Translated {
    let (method, path) = pattern.split_once(' ').unwrap_or(("ANY", pattern));
    if !path.starts_with('/') {
        return Err("host");
    }
    checked(format!("{method} {}", path.replace("{$}", "").replace("...}", "+}")))
}
