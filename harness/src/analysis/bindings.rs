//! Claims that are bound to variables of routes: which texts of a path are to be told apart, and
//! cells in which one claim meets two variables.

use engine::{Glob, GlobInput, Matcher, Policy, Requirement, Route};

use super::{
    cell::Cell,
    claim::{Claim, Position},
    facts::{
        Facts, pointer,
        route::{asked_of, pattern_of, position},
    },
    refusal::Refusal,
};

/// A variable of a route whose texts differ to conditions on a claim that is bound to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The variable, by its place among those of the route.
    pub variable: usize,
    /// Texts that each are unlike any other.
    pub strings: Vec<String>,
    /// Other texts differ by which of these take them.
    pub globs: Vec<Glob>,
}

/// Texts tried for a variable.
const TRIED: [&str; 6] = ["x", "y", "z", "id", "other", "same"];

impl<'p> Facts<'p> {
    /// Returns the variables of a route to which claims are bound that other conditions compare
    /// with texts and globs: a cell is homogeneous only where its paths are told apart by these.
    pub fn bound(&self, side: usize, route: usize) -> Vec<Bound> {
        let route = self.sides.get(side).and_then(|policy| policy.routes().get(route));
        let Some((route, pattern)) = route.and_then(|own| Some((own, pattern_of(own)?))) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for (variable, name) in pattern.variables().enumerate() {
            let mut one = Bound { variable, strings: Vec::new(), globs: Vec::new() };
            for claim in self.claims_bound(route, name) {
                one.strings.extend(claim.texts().map(str::to_owned));
                one.globs.extend(claim.globs().iter().cloned());
                let names = self.sides.iter().flat_map(|side| side.authorizers());
                if ["/aud", "/client_id", "/iss"]
                    .contains(&pointer::of(claim.path.as_str()).as_str())
                {
                    one.strings.extend(
                        names.flat_map(|own| own.audience.iter().chain([&own.issuer]).cloned()),
                    );
                }
            }
            one.strings.sort_unstable();
            one.strings.dedup();
            one.globs.sort_by(|one, other| one.as_str().cmp(other.as_str()));
            one.globs.dedup();
            if !one.strings.is_empty() || !one.globs.is_empty() {
                all.push(one);
            }
        }
        all
    }

    /// Returns the claims that a route, or a further requirement, binds to a variable.
    fn claims_bound(&self, route: &Route, variable: &str) -> Vec<&Claim> {
        let binds = |requirement: &&Requirement, pointer: &str| {
            requirement.claims.iter().any(|condition| {
                let test = engine::ClaimTest::PathVariable(variable.to_owned());
                pointer::of(condition.claim.as_str()) == pointer && condition.tests.contains(&test)
            })
        };
        let asking = || asked_of(route).into_iter().chain(self.further.iter().copied());
        let all = self.claims.iter().zip(&self.pointers);
        all.filter(|(_, pointer)| asking().any(|own| binds(&own, pointer)))
            .map(|(claim, _)| claim)
            .collect()
    }

    /// Returns a cell, and where one claim is bound to two variables of it one more for each two:
    /// with texts that are the same where they differ, and that differ where they are the same.
    ///
    /// # Errors
    /// `unsupported-repeated-binding` where no such path is known.
    pub fn with_equal_texts(&mut self, cell: &Cell) -> Result<Vec<Cell>, Refusal> {
        let mut cells = vec![cell.clone()];
        let mut done: Vec<(Position, Position)> = Vec::new();
        for place in 0..self.claims.len() {
            let bound = self.positions_in(cell, place);
            let [one, other] = bound.as_slice() else {
                if bound.len() > 2 {
                    return Err(repeated(cell, "a claim is bound to more than two variables"));
                }
                continue;
            };
            if one.greedy || other.greedy {
                return Err(repeated(
                    cell,
                    "a claim is bound to a variable and the rest of a path",
                ));
            }
            if !done.contains(&(*one, *other)) && self.are_alike(cell, place, *one, *other) {
                done.push((*one, *other));
                let found = self.other_texts(cell, place, *one, *other);
                let missing = || repeated(cell, "no path with other texts is known");
                cells.push(found.ok_or_else(missing)?);
            }
        }
        Ok(cells)
    }

    /// Returns the variables of a cell's routes that those routes bind a claim to.
    fn positions_in(&self, cell: &Cell, place: usize) -> Vec<Position> {
        let Some(pointer) = self.pointers.get(place) else { return Vec::new() };
        let mut found = Vec::new();
        for (side, winner) in self.sides.iter().zip(&cell.winners) {
            let Some(route) = winner.and_then(|index| side.routes().get(index)) else { continue };
            let Some(pattern) = pattern_of(route) else { continue };
            for name in pattern.variables() {
                let bound = self.claims_bound(route, name);
                if bound.iter().any(|claim| pointer::of(claim.path.as_str()) == *pointer) {
                    found.extend(position(pattern, name));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether two texts are no different to the conditions on a claim.
    fn are_alike(&self, cell: &Cell, place: usize, one: Position, other: Position) -> bool {
        let text = |position: Position| cell.segments.get(position.index).map(String::as_str);
        let claim = self.claims.get(place);
        let class = |position| class(claim?, text(position)?);
        // A text that is named is a class of its own: equal it is, or it cannot be.
        class(one).is_some() && class(one) == class(other)
    }

    /// Finds a path of the same cell whose two texts are the same, or, when they are, are not.
    fn other_texts(
        &mut self,
        cell: &Cell,
        place: usize,
        one: Position,
        other: Position,
    ) -> Option<Cell> {
        let own = cell.segments.get(one.index)?.clone();
        let its = cell.segments.get(other.index)?.clone();
        let claim = self.claims.get(place)?.clone();
        let fitting = class(&claim, &own);
        let tried = [own.as_str(), its.as_str()].into_iter().chain(TRIED);
        let mut found = Vec::new();
        for text in tried.filter(|text| class(&claim, text) == fitting) {
            let mut changed = cell.clone();
            for (at, segment) in (0..).zip(&mut changed.segments) {
                if at == other.index || at == one.index && own != its {
                    text.clone_into(segment);
                }
            }
            if changed.segments != cell.segments {
                found.push(changed);
            }
        }
        let matchers = self.matchers.get_or_insert_with(|| {
            let of = |side: &&'p Policy| Matcher::new(side.routes().iter().map(|route| &route.key));
            self.sides.iter().map(of).collect()
        });
        let sides = &self.sides;
        found.into_iter().find(|cell| is_cell(sides, matchers, cell))
    }
}

/// Which globs of a claim take a text; nothing for one that is named.
fn class(claim: &Claim, text: &str) -> Option<Vec<bool>> {
    if claim.texts().any(|own| own == text) {
        return None;
    }
    let input = GlobInput::new(text);
    Some(claim.globs().iter().map(|glob| glob.matches(&input)).collect())
}

/// Whether a cell's path meets the routes and guardrails that the cell names.
fn is_cell(sides: &[&Policy], matchers: &[Matcher], cell: &Cell) -> bool {
    let path = cell.path();
    let input = GlobInput::new(&path);
    let all = sides.iter().zip(matchers).zip(cell.winners.iter().zip(&cell.laid));
    all.into_iter().all(|((side, matcher), (winner, laid))| {
        let over = |guardrail: &engine::Guardrail| {
            guardrail.methods.contains(&cell.method)
                && guardrail.paths.iter().any(|glob| glob.matches(&input))
        };
        let own = side.guardrails().iter().enumerate().filter(|(_, one)| over(one));
        matcher.find(cell.method, &path) == *winner
            && own.map(|(index, _)| index).eq(laid.iter().copied())
    })
}

fn repeated(cell: &Cell, what: &str) -> Refusal {
    let message = format!("{what}: {} {}", cell.method.as_str(), cell.path());
    Refusal::new("unsupported-repeated-binding", message)
}
