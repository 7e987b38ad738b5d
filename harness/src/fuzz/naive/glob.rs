//! Globs sign by sign: the set of places of the text that are reached so far.

use engine::{Glob, Sign};

/// Returns whether a glob takes a whole text.
pub(super) fn takes(glob: &Glob, text: &str) -> bool {
    glob.alternatives().iter().any(|flat| take(flat.signs(), text.as_bytes()))
}

fn take(signs: &[Sign], text: &[u8]) -> bool {
    // Places between bytes: one more than there are bytes.
    let mut reached = vec![false; text.len() + 1];
    reached.iter_mut().take(1).for_each(|start| *start = true);
    let mut rest = signs;
    let mut first = true;
    while let Some((sign, after)) = rest.split_first() {
        // A final `/**` also covers what stands before it.
        if !first && reached.last() == Some(&true) && is_final(rest) {
            return true;
        }
        (first, rest) = (false, after);
        reached = match sign {
            Sign::Literal(character) => literal(*character, text, &reached),
            Sign::One => shifted(&reached, text, |byte| byte != b'/'),
            Sign::Many => within_segment(&reached, text),
            Sign::Segments => {
                let Some((_slash, after)) = after.split_first() else {
                    return reached.contains(&true);
                };
                rest = after;
                behind_slashes(&reached, text)
            }
        };
    }
    reached.last() == Some(&true)
}

/// Whether nothing but `/**`, once or more, is left.
fn is_final(signs: &[Sign]) -> bool {
    signs.chunks(2).all(|pair| *pair == [Sign::Literal('/'), Sign::Segments])
}

fn literal(character: char, text: &[u8], from: &[bool]) -> Vec<bool> {
    let mut buffer = [0; 4];
    let mut reached = from.to_vec();
    for wanted in character.encode_utf8(&mut buffer).bytes() {
        reached = shifted(&reached, text, |byte| byte == wanted);
    }
    reached
}

/// The places one byte on, where the byte is one that is taken.
fn shifted(from: &[bool], text: &[u8], taken: impl Fn(u8) -> bool) -> Vec<bool> {
    let steps = from.iter().zip(text).map(|(from, byte)| *from && taken(*byte));
    std::iter::once(false).chain(steps).collect()
}

/// `*`: the places themselves, and on from them up to the next `/`.
fn within_segment(from: &[bool], text: &[u8]) -> Vec<bool> {
    let mut open = false;
    let bytes = std::iter::once(None).chain(text.iter().map(Some));
    let mut step = |(from, byte): (&bool, Option<&u8>)| {
        open = *from || (open && byte != Some(&b'/'));
        open
    };
    from.iter().zip(bytes).map(&mut step).collect()
}

/// `**/`: the places themselves, and behind every `/` after them.
fn behind_slashes(from: &[bool], text: &[u8]) -> Vec<bool> {
    let mut open = false;
    let bytes = std::iter::once(None).chain(text.iter().map(Some));
    let mut step = |(from, byte): (&bool, Option<&u8>)| {
        let reached = *from || (open && byte == Some(&b'/'));
        open |= *from;
        reached
    };
    from.iter().zip(bytes).map(&mut step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of `policies/README.md` and of the design, by hand.
    #[test]
    fn the_language_is_that_of_the_reference() {
        for (glob, text, taken) in [
            ("/admin/**", "/admin", true),
            ("/admin/**", "/admin/a/b", true),
            ("/admin/**", "/administrator", false),
            ("**/*.bak", "/a/b.bak", true),
            ("**/*.bak", "x.bak", true),
            ("**/*.bak", "/a.bak/b", false),
            ("/a/**/b", "/a/b", true),
            ("/a/**/b", "/a/x/y/b", true),
            ("/a/**/b", "/axb", false),
            ("/a/*", "/a/b/c", false),
            ("/a/*", "/a/", true),
            ("/a?", "/a/", false),
            ("/{a,b{c,d}}/x", "/bd/x", true),
            ("/{a,b{c,d}}/x", "/b/x", false),
            ("/**", "/", true),
            ("/é", "/é", true),
            ("/??", "/é", true),
            ("*", "", true),
        ] {
            assert_eq!(takes(&Glob::any(glob).unwrap(), text), taken, "{glob} {text}");
        }
    }
}
