//! Globs: what is compiled takes the texts that its own signs take, read one by one.

#![no_main]

use engine::{Glob, GlobInput, Sign};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (text, subject) = input;
    let Ok(glob) = Glob::any(text) else { return };
    let expected =
        glob.alternatives().iter().any(|flat| takes(flat.signs(), subject.as_bytes()));
    let got = glob.matches(&GlobInput::new(subject));
    assert_eq!(got, expected, "{text:?} over {subject:?}");
    assert_eq!(Glob::path(text).is_ok(), text.starts_with('/') || text.starts_with("**/"));
});

/// Walks through the signs with the set of places of the text that are reached.
fn takes(signs: &[Sign], text: &[u8]) -> bool {
    let end = text.len();
    let mut reached = vec![false; end + 1];
    reached[0] = true;
    let mut at = 0;
    while let Some(sign) = signs.get(at) {
        // A final `/**` also covers what stands before it.
        if at > 0 && reached[end] && is_final(&signs[at..]) {
            return true;
        }
        let before = std::mem::replace(&mut reached, vec![false; end + 1]);
        match sign {
            Sign::Literal(character) => {
                let mut buffer = [0; 4];
                let bytes = character.encode_utf8(&mut buffer).as_bytes();
                for from in (0..=end).filter(|from| before[*from]) {
                    if text[from..].starts_with(bytes) {
                        reached[from + bytes.len()] = true;
                    }
                }
            }
            Sign::One => {
                for from in (0..end).filter(|from| before[*from] && text[*from] != b'/') {
                    reached[from + 1] = true;
                }
            }
            Sign::Many => {
                for to in 0..=end {
                    reached[to] = before[to] || (to > 0 && reached[to - 1] && text[to - 1] != b'/');
                }
            }
            Sign::Segments if at + 1 == signs.len() => return before.contains(&true),
            // With the `/` after it: no segment, or all up to some later `/`.
            Sign::Segments => {
                let mut open = false;
                for to in 0..=end {
                    reached[to] = before[to] || (to > 0 && open && text[to - 1] == b'/');
                    open |= before[to];
                }
                at += 1;
            }
        }
        at += 1;
    }
    reached[end]
}

/// Whether nothing but `/**`, once or more, is left.
fn is_final(signs: &[Sign]) -> bool {
    let (pairs, rest) = signs.as_chunks::<2>();
    rest.is_empty() && pairs.iter().all(|pair| *pair == [Sign::Literal('/'), Sign::Segments])
}
