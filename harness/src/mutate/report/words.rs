//! What several formats say in the same words.

use crate::mutate::score::{Fate, Judged, Mutation, RowTold, Score};

/// Returns the last line: the score and what it is of.
pub(super) fn last_line(mutation: &Mutation, reasons: bool) -> String {
    let score = mutation.score(reasons);
    let Score { killed, survived, equivalent, of_reasons, by_names } = score;
    let percent = percent(score).map_or_else(String::new, |percent| format!("score {percent} %: "));
    let apart = if reasons || of_reasons == 0 {
        String::new()
    } else {
        format!(", {of_reasons} of reasons alone")
    };
    let named = if by_names == 0 {
        String::new()
    } else {
        format!(" ({by_names} by the names of routes alone)")
    };
    let stillborn = mutation.stillborn;
    format!(
        "{percent}{killed} killed{named}, {survived} survived, {equivalent} equivalent, \
         {stillborn} stillborn{apart}"
    )
}

/// Returns the score with one digit, rounded down: only all of them are 100.
pub(super) fn percent(score: Score) -> Option<String> {
    score.percent().map(|percent| format!("{:.1}", (percent * 10.0).floor() / 10.0))
}

/// Goes through the survivors that are counted.
pub(super) fn survivors(mutation: &Mutation, reasons: bool) -> impl Iterator<Item = &Judged> {
    let survived = |one: &&Judged| matches!(one.fate, Fate::Survived { .. });
    let counted = move |one: &&Judged| reasons || !one.fate.is_of_reasons();
    mutation.mutants.iter().filter(survived).filter(counted)
}

/// Goes through the rows that kill nothing and what is weak about them, unless there is nothing to
/// kill.
pub(super) fn idle(mutation: &Mutation) -> impl Iterator<Item = (&RowTold, &'static str)> {
    let mortal = !mutation.mutants.is_empty();
    let rows = mutation.rows.iter().filter(move |_| mortal);
    rows.filter_map(|row| mutation.weakness(row).map(|weakness| (row, weakness)))
}

/// Returns whether rows that kill nothing are left out.
pub(super) fn has_left_out(mutation: &Mutation) -> bool {
    let idle = |row: &RowTold| row.kills == 0 && row.asked;
    mutation.partial && mutation.rows.iter().any(idle)
}

/// Tells how a survivor shows, or why that is not known.
pub(super) fn shown(fate: &Fate) -> Option<String> {
    let Fate::Survived { shown, refusal } = fate else { return None };
    let shown = shown.as_ref();
    shown
        .map(|one| {
            format!("{}: {}: {} became {}", one.change.as_str(), one.request, one.old, one.new)
        })
        .or_else(|| refusal.as_ref().map(|refusal| format!("not known how it shows: {refusal}")))
}
