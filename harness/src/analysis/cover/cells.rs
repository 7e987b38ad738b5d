//! The cells in which a route's clauses can be covered: the least ones, and for each guardrail the
//! least ones under it.

use engine::{Method, Policy};

use crate::analysis::{
    bound::Texts,
    cell::Cell,
    refusal::Refusal,
    space::{Focus, Query, Space},
};

/// Returns the cells of each route.
pub(super) fn cells(policy: &Policy) -> Result<Vec<Vec<Cell>>, Refusal> {
    let mut space = Space::new(&[policy])?;
    let texts: Vec<(usize, Texts<'_>)> = (0..policy.routes().len())
        .map(|route| (route, Texts::of_routes(policy, &[route])))
        .filter(|(_, texts)| texts.are_bound())
        .collect();
    let mut found = vec![Vec::new(); policy.routes().len()];
    let guardrails = 0..policy.guardrails().len();
    let foci = guardrails.map(|index| vec![Focus::Guardrail { side: 0, index }]);
    for focus in std::iter::once(Vec::new()).chain(foci) {
        keep(space.cells(&Query { focus: &focus, ..Query::default() })?, &mut found);
        for (route, texts) in &texts {
            let wanted =
                |_: Method, winners: &[Option<usize>]| winners.first() == Some(&Some(*route));
            keep(texts.cells(&mut space, &focus, &wanted)?, &mut found);
        }
    }
    Ok(found)
}

fn keep(cells: Vec<Cell>, found: &mut [Vec<Cell>]) {
    for cell in cells {
        let winner = cell.winners.first().copied().flatten();
        if let Some(own) = winner.and_then(|winner| found.get_mut(winner))
            && !own.contains(&cell)
        {
            own.push(cell);
        }
    }
}
