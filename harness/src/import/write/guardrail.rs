//! A refused route as a guardrail that denies what the route may take, and rather more than less.

use engine::{PathPattern, RouteKey, RouteMethod, Segment};

use crate::import::model::{Reach, Route};
use crate::import::value::{Piece, Text};
use crate::import::yaml_text::quoted;
use crate::visible::{Visible, shortened};

/// Methods that a guardrail may name.
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
/// Longest glob and most wildcards that the glob language takes.
const MAX_GLOB_BYTES: usize = 512;
const MAX_WILDCARDS: usize = 16;
/// Longest key repeated in the name of a guardrail.
const LONGEST_NAME: usize = 512;

/// What the guardrail of a refused route denies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Denied {
    /// The only method; without one, all.
    pub(crate) method: Option<String>,
    /// The paths.
    pub(crate) glob: String,
}

/// Returns what is denied of a refused route. `$default` needs nothing: what it took meets no
/// route.
pub(crate) fn denied(route: &Route) -> Option<Denied> {
    let (method, glob) = match &route.reach {
        Reach::Key(RouteKey::Default) => return None,
        Reach::Key(RouteKey::Path(method, path)) => {
            let method = match method {
                RouteMethod::Any => None,
                RouteMethod::Only(method) => Some(method.to_string()),
            };
            (method, of_pattern(path))
        }
        Reach::Unclear { method, path } => (method.clone(), of_text(path)),
    };
    let method = method.filter(|method| METHODS.contains(&method.as_str()));
    Some(Denied { method, glob })
}

/// Writes the guardrail of a refused route.
pub(super) fn guardrail(route: &Route, number: usize) -> Option<String> {
    let Denied { method, glob } = denied(route)?;
    let methods = method.map_or_else(String::new, |method| format!(", methods: [{method}]"));
    // `${` stands for a parameter, and names have none.
    let shown = route.reach.to_string().replace("${", "$ {");
    let name = if shown.len() > LONGEST_NAME {
        // Cut names could be the same.
        format!("refused: {} ({number})", shortened(&shown, LONGEST_NAME))
    } else {
        format!("refused: {}", Visible(&shown))
    };
    let name = quoted(&name);
    let glob = quoted(&glob);
    Some(format!("  {name}: {{ paths: [{glob}]{methods}, deny: true }}"))
}

fn of_pattern(path: &PathPattern) -> String {
    let mut glob = String::new();
    for segment in path.segments() {
        glob.push('/');
        match segment {
            Segment::Literal(text) => glob.push_str(text),
            Segment::Variable(_) => glob.push('*'),
            Segment::Greedy(_) => glob.push_str("**"),
        }
    }
    within_limits(glob)
}

/// What is known of a path that is no pattern. Segments are kept up to the first hole, which may
/// hold slashes; a trailing slash may be served or not, so both are denied.
fn of_text(path: &Text) -> String {
    let mut begins = String::new();
    let mut whole = true;
    for piece in path.pieces() {
        match piece {
            Piece::Literal(text) => begins.push_str(text),
            Piece::Hole(_) => {
                whole = false;
                break;
            }
        }
    }
    let Some(rest) = begins.strip_prefix('/') else { return "/**".to_owned() };
    let mut segments: Vec<&str> = rest.split('/').collect();
    // What stands before a hole in its segment, and what stands behind a last slash.
    if !whole || rest.ends_with('/') {
        segments.pop();
        segments.push("**");
    }
    let mut glob = String::new();
    for segment in segments {
        glob.push('/');
        if segment == "**" || (segment.starts_with('{') && segment.ends_with("+}")) {
            glob.push_str("**");
            break;
        }
        let literal = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()+=:@".contains(c);
        let known = !segment.is_empty() && segment.chars().all(literal);
        glob.push_str(if known && !matches!(segment, "." | "..") { segment } else { "*" });
    }
    within_limits(glob)
}

/// A glob that the language does not take is widened to one that it does.
fn within_limits(glob: String) -> String {
    let wildcards = glob.matches('*').count();
    let short = glob.len() <= MAX_GLOB_BYTES && wildcards <= MAX_WILDCARDS;
    if short && engine::Glob::path(&glob).is_ok() { glob } else { "/**".to_owned() }
}
