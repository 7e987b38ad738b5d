//! How messages spell the user's own words, and which known word was probably meant.

/// Longest text of a user that a message repeats, in characters.
const LONGEST: usize = 80;

/// Most words that a mistyped one is compared with: a help line must not cost a quadratic search.
const MOST_KNOWN: usize = 256;

/// Puts a user's text in backticks: control characters escaped, long texts cut.
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            quoted.push('…');
            break;
        }
        if character.is_control() || character == '`' {
            quoted.extend(character.escape_default());
        } else {
            quoted.push(character);
        }
    }
    quoted.push('`');
    quoted
}

/// Finds the known word nearest to a mistyped one, at most two edits away.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (length, limit) = (word.chars().count(), 2);
    if length > 64 {
        return None;
    }
    known
        .into_iter()
        .filter(|other| other.chars().count().abs_diff(length) <= limit)
        .take(MOST_KNOWN)
        .map(|other| (distance(word, other), other))
        .filter(|(edits, other)| *edits <= limit && *edits < other.chars().count())
        .min()
        .map(|(_, other)| other)
}

/// Counts the edits (insert, delete, replace) between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (right, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = *cell;
            *cell = replaced.min(before + 1).min(diagonal + 1);
            before = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_as_levenshtein_did() {
        for (a, b, edits) in
            [("kitten", "sitting", 3), ("", "abc", 3), ("flaw", "lawn", 2), ("same", "same", 0)]
        {
            assert_eq!(distance(a, b), edits, "{a} {b}");
        }
    }

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["scopes", "claims", "authorizer"];
        assert_eq!(nearest("scopez", known), Some("scopes"));
        assert_eq!(nearest("autorizer", known), Some("authorizer"));
        assert_eq!(nearest("methods", known), None);
    }

    #[test]
    fn a_terminal_escape_is_never_repeated_raw() {
        assert_eq!(quote("\u{1b}[31m"), "`\\u{1b}[31m`");
    }
}
