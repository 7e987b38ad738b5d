//! `after_unknown`: where a planned value is known only after the plan is applied.

use engine::spell::quote;

use crate::import::template::Node;
use crate::import::value::{Member, Shape, Value};

/// Puts a hole wherever `after_unknown` says `true`; holes are named by address and path.
pub(super) fn put_in(value: &mut Value, after: &Node, path: &str) {
    if after.text() == Some("true") {
        let why = format!("{} is known after the plan is applied", quote(path));
        *value = Value::hole(value.place, path, why);
        return;
    }
    let place = value.place;
    for entry in after.entries() {
        let path = format!("{path}.{}", entry.key);
        if matches!(value.shape, Shape::Null) {
            value.shape = Shape::Map(Vec::new());
        }
        let Shape::Map(members) = &mut value.shape else { return };
        if let Some(member) = members.iter_mut().find(|member| member.key == entry.key) {
            put_in(&mut member.value, &entry.value, &path);
        } else if says_true(&entry.value) {
            let mut made = Value { place, shape: Shape::Null };
            put_in(&mut made, &entry.value, &path);
            members.push(Member { key: entry.key.clone(), key_place: place, value: made });
        }
    }
    for (at, item) in after.items().iter().enumerate() {
        let path = format!("{path}[{at}]");
        if matches!(value.shape, Shape::Null) {
            value.shape = Shape::List(Vec::new());
        }
        let Shape::List(items) = &mut value.shape else { return };
        if let Some(known) = items.get_mut(at) {
            put_in(known, item, &path);
        } else if says_true(item) {
            let mut made = Value { place, shape: Shape::Null };
            put_in(&mut made, item, &path);
            items.push(made);
        }
    }
}

fn says_true(node: &Node) -> bool {
    node.text() == Some("true")
        || node.items().iter().any(says_true)
        || node.entries().iter().any(|entry| says_true(&entry.value))
}
