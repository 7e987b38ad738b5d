//! Merging as the framework does: maps by key, lists by index, all else is replaced.

use std::collections::HashMap;

use crate::import::template::{Entry, Kind, Node};

/// Merges a node over another.
pub(super) fn merge(target: &mut Node, source: Node) {
    match (&mut target.kind, source.kind) {
        (Kind::Map(entries), Kind::Map(others)) => {
            let mut known = index(entries);
            for other in others {
                let entry = known.get(&other.key).and_then(|at| entries.get_mut(*at));
                if let Some(entry) = entry {
                    merge(&mut entry.value, other.value);
                } else {
                    known.insert(other.key.clone(), entries.len());
                    entries.push(other);
                }
            }
        }
        (Kind::List(items), Kind::List(others)) => {
            let mut others = others.into_iter();
            for (item, other) in items.iter_mut().zip(others.by_ref()) {
                merge(item, other);
            }
            items.extend(others);
        }
        (kind, other) => {
            *kind = other;
            target.place = source.place;
        }
    }
}

/// Sets keys of a map; what stood there is gone.
pub(super) fn assign(target: &mut Node, source: Node) {
    let (Kind::Map(entries), Kind::Map(others)) = (&mut target.kind, source.kind) else { return };
    let mut known = index(entries);
    for other in others {
        if let Some(entry) = known.get(&other.key).and_then(|at| entries.get_mut(*at)) {
            *entry = other;
        } else {
            known.insert(other.key.clone(), entries.len());
            entries.push(other);
        }
    }
}

fn index(entries: &[Entry]) -> HashMap<String, usize> {
    entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::project::Project;
    use crate::import::template::read;

    fn node(text: &str) -> Node {
        let (project, file) = Project::of_text("t.yaml", text);
        read(&project, file).unwrap()
    }

    /// Compares without places.
    fn show(node: &Node) -> String {
        match &node.kind {
            Kind::Scalar { text, .. } => text.clone(),
            Kind::List(items) => {
                format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(","))
            }
            Kind::Map(entries) => {
                let entry = |entry: &Entry| format!("{}:{}", entry.key, show(&entry.value));
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
            }
        }
    }

    #[test]
    fn maps_merge_by_key_and_lists_by_index() {
        let mut target = node("{a: {b: 1, c: [1, 2, {x: 1}]}, d: 1}");
        merge(&mut target, node("{a: {b: 2, c: [5, 2, {y: 2}, 7]}, d: [1], e: 3}"));
        assert_eq!(show(&target), "{a:{b:2,c:[5,2,{x:1,y:2},7]},d:[1],e:3}");
    }

    #[test]
    fn what_is_assigned_takes_the_place_of_what_stood_there() {
        let mut target = node("{a: {b: 1}, d: 1}");
        assign(&mut target, node("{a: {c: 2}, e: 3}"));
        assert_eq!(show(&target), "{a:{c:2},d:1,e:3}");
    }
}
