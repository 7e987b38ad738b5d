//! Shapes that one side alone has: which route takes their paths on the other side depends on what
//! the paths have passed on the way.

use crate::{
    cells::check,
    drafts::{Drafts, write},
    enumerate::paths,
};

/// Routes of both sides.
const PAIRS: [[&[&str]; 2]; 5] = [
    // `/a/b` has passed a greedy shape, and `/x/b` has not, though nothing else tells them apart.
    [&["GET /{x}/b"], &["GET /a/{y+}"]],
    [&["GET /{x}/b"], &["GET /a/{y+}", "GET /{z+}"]],
    [&["GET /{x}/{y}"], &["GET /a/{y+}", "GET /b/{y+}", "GET /{z+}"]],
    // A weaker greedy shape takes what a stronger one that is longer does not.
    [&["GET /{x}/{y}/{z}"], &["GET /a/b/{z+}", "GET /a/{z+}", "$default"]],
    // An exact shape goes first, whatever was passed.
    [&["GET /{x+}"], &["GET /a/{y}", "GET /a/{y+}", "GET /{x}/b"]],
];

#[test]
fn what_was_passed_decides_where_one_side_has_no_such_shape() {
    let all = paths(&["a", "b", "x"], 4);
    for pair in PAIRS {
        for texts in [pair, [pair[1], pair[0]]] {
            let texts = texts.iter().map(|routes| write(routes, &[])).collect();
            check(&Drafts { texts }, &all).unwrap_or_else(|why| panic!("{pair:?} {why}"));
        }
    }
}
