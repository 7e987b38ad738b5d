//! Deletes from a requirement what changes nothing, and finds what makes it needless.

use engine::Requirement;

use super::piece::{Deleted, Piece, Stretch, left, levels, voices};
use crate::analysis::refusal::Refusal;

/// Tells whether two requirements let the same tokens in.
pub(super) type Same<'s> = dyn FnMut(&Requirement, &Requirement) -> Result<bool, Refusal> + 's;

/// Deletes pieces of a stretch one after another, as long as nothing changes: large ones before
/// small ones, later ones before earlier ones. What is left then has nothing needless, and what is
/// deleted can be deleted all at once. Returns what is deleted beside what was before.
pub(super) fn delete(
    whole: &Requirement,
    of: &Stretch,
    deleted: &mut Deleted,
    same: &mut Same<'_>,
) -> Result<Vec<Piece>, Refusal> {
    let mut found: Vec<Piece> = Vec::new();
    loop {
        let known = found.len();
        for level in 0..3 {
            let pieces = levels(whole, of, deleted).into_iter().nth(level).unwrap_or_default();
            for piece in pieces.into_iter().rev() {
                if !piece.can_go(whole, deleted) {
                    continue;
                }
                let with = left(whole, deleted);
                deleted.insert(piece);
                if same(&with, &left(whole, deleted))? {
                    found.push(piece);
                } else {
                    deleted.remove(&piece);
                }
            }
        }
        if found.len() == known {
            break;
        }
    }
    let all = deleted.clone();
    let is_whole = |piece: &Piece| !piece.around().iter().any(|one| all.contains(one));
    deleted.retain(is_whole);
    found.retain(is_whole);
    Ok(found)
}

/// Finds a least set of what is left that makes pieces needless: nobody can tell whether they are
/// there as long as this is.
pub(super) fn reasons(
    whole: &Requirement,
    pieces: &[Piece],
    deleted: &Deleted,
    same: &mut Same<'_>,
) -> Result<Vec<Piece>, Refusal> {
    let mut without = deleted.clone();
    without.extend(pieces);
    let mut found = Vec::new();
    for voice in voices(whole, &without).into_iter().rev() {
        if pieces.iter().any(|piece| piece.around().contains(&voice)) {
            continue;
        }
        without.insert(voice);
        let mut with = without.clone();
        with.retain(|piece| !pieces.contains(piece));
        if !same(&left(whole, &with), &left(whole, &without))? {
            without.remove(&voice);
            found.push(voice);
        }
    }
    found.reverse();
    Ok(found)
}
