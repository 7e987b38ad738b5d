//! Claims that are bound to variables of a path, and the texts that they are compared to else:
//! where there are such texts, paths with and without them are not alike.

use std::collections::{BTreeMap, BTreeSet};

use engine::{
    Authorizer, ClaimCondition, ClaimTest, Effect, Glob, Policy, Requirement, Route, Value,
};

use super::{
    cell::Cell,
    claim::Position,
    facts::{
        pointer,
        route::{asked_of, pattern_of, position},
    },
    refusal::Refusal,
    space::{Focus, Query, Space, Told, Wanted},
    theory::Rule,
};

/// A route that decides, and a requirement that may name its variables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deciding<'p> {
    /// The side of its policy.
    pub(super) side: usize,
    /// Its index there.
    pub(super) index: usize,
    pub(super) route: &'p Route,
    pub(super) asked: &'p Requirement,
}

/// A claim bound to a variable of a deciding route.
struct Bound {
    side: usize,
    route: usize,
    /// The place of the variable among those of the route, and in the path.
    variable: usize,
    position: Position,
    claim: String,
}

/// The variables that claims are bound to, with the texts that these claims are compared to else.
pub(super) struct Texts<'p> {
    bound: Vec<Bound>,
    conditions: Vec<&'p ClaimCondition>,
    authorizers: Vec<&'p Authorizer>,
}

/// A question for the cells in which texts are told apart.
pub(super) type Ask<'q> = dyn Fn(&mut Space<'_>, &[Told<'_>]) -> Result<Vec<Cell>, Refusal> + 'q;

/// By claim, texts that variables it is bound to may have in common.
type Common = BTreeMap<String, BTreeSet<String>>;

impl<'p> Texts<'p> {
    /// Finds what deciding routes of policies bind; `conditions` are all that may look at the same
    /// claims.
    pub(super) fn of(
        sides: &[&'p Policy],
        routes: impl IntoIterator<Item = Deciding<'p>>,
        conditions: impl FnOnce() -> Vec<&'p ClaimCondition>,
    ) -> Self {
        let mut bound: Vec<Bound> = Vec::new();
        for Deciding { side, index, route, asked } in routes {
            for condition in &asked.claims {
                for test in &condition.tests {
                    let ClaimTest::PathVariable(name) = test else { continue };
                    let Some(pattern) = pattern_of(route) else { continue };
                    let variable = pattern.variables().position(|own| own == name);
                    let Some((variable, position)) = variable.zip(position(pattern, name)) else {
                        continue;
                    };
                    let claim = pointer::of(condition.claim.as_str());
                    let is_known = |own: &Bound| own.claim == claim && own.position == position;
                    if !bound.iter().any(is_known) {
                        bound.push(Bound { side, route: index, variable, position, claim });
                    }
                }
            }
        }
        let conditions = if bound.is_empty() { Vec::new() } else { conditions() };
        let authorizers = sides.iter().flat_map(|side| side.authorizers()).collect();
        Self { bound, conditions, authorizers }
    }

    /// Finds what routes of one policy bind; guardrails may look at the same claims.
    pub(super) fn of_routes(policy: &'p Policy, routes: &[usize]) -> Self {
        let asked = |index: &usize| {
            let route = policy.routes().get(*index)?;
            Some(Deciding { side: 0, index: *index, route, asked: asked_of(route)? })
        };
        let deciding: Vec<Deciding<'p>> = routes.iter().filter_map(asked).collect();
        Self::of(&[policy], deciding.clone(), || {
            let guardrails = policy.guardrails().iter().filter_map(|one| match &one.effect {
                Effect::Require { requirement, .. } => Some(requirement),
                Effect::Deny => None,
            });
            let all = deciding.iter().map(|one| one.asked).chain(guardrails);
            all.flat_map(|requirement| &requirement.claims).collect()
        })
    }

    /// Returns whether a claim is bound to a variable at all.
    pub(super) fn are_bound(&self) -> bool {
        !self.bound.is_empty()
    }

    /// Finds the cells in which these texts are told apart, beside those where they are not.
    pub(super) fn cells(
        &self,
        space: &mut Space<'_>,
        focus: &[Focus],
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Cell>, Refusal> {
        self.cells_by(space, focus, &|space, told| {
            space.cells(&Query { focus, told, wanted: Some(wanted) })
        })
    }

    /// Finds the cells in which these texts are told apart by a question that is told of them.
    pub(super) fn cells_by(
        &self,
        space: &mut Space<'_>,
        focus: &[Focus],
        ask: &Ask<'_>,
    ) -> Result<Vec<Cell>, Refusal> {
        let mut common = self.common(space, focus)?;
        let mut cells = self.told_cells(space, ask, &common)?;
        // Where another side has a literal, one variable has that text, and another may have it.
        let met = self.met(&cells);
        let is_known = |(claim, texts): (&String, &BTreeSet<String>)| {
            common.get(claim).is_some_and(|known| texts.is_subset(known))
        };
        if !met.iter().all(is_known) {
            for (claim, texts) in met {
                common.entry(claim).or_default().extend(texts);
            }
            cells.extend(self.told_cells(space, ask, &common)?);
        }
        Ok(cells)
    }

    fn told_cells(
        &self,
        space: &mut Space<'_>,
        ask: &Ask<'_>,
        common: &Common,
    ) -> Result<Vec<Cell>, Refusal> {
        let told = self.told(common);
        if told.is_empty() {
            return Ok(Vec::new());
        }
        ask(space, &told)
    }

    /// Returns the claims that are bound to several variables, and to how many.
    fn twice(&self) -> BTreeMap<&str, usize> {
        let mut claims = BTreeMap::new();
        for bound in &self.bound {
            *claims.entry(bound.claim.as_str()).or_default() += 1;
        }
        claims.retain(|_, places| *places > 1);
        claims
    }

    /// Returns texts that variables may have in common: of two places one has such a text, and the
    /// other the same, or one that it has alone.
    fn common(&self, space: &mut Space<'_>, focus: &[Focus]) -> Result<Common, Refusal> {
        let mut common = Common::new();
        for (claim, places) in self.twice() {
            let (strings, globs) = self.compared(claim);
            let texts = space.shared_texts(focus, (&strings, &globs), places - 1)?;
            common.insert(claim.to_owned(), texts.into_iter().collect());
        }
        Ok(common)
    }

    /// Returns the texts that variables have in cells, where a claim is bound to several.
    fn met(&self, cells: &[Cell]) -> Common {
        let mut met = Common::new();
        let twice = self.twice();
        for one in self.bound.iter().filter(|one| twice.contains_key(one.claim.as_str())) {
            let Position { index, greedy } = one.position;
            let texts = met.entry(one.claim.clone()).or_default();
            for cell in cells {
                let rest = cell.segments.get(index..).unwrap_or_default();
                let text =
                    if greedy { rest.join("/") } else { rest.iter().take(1).cloned().collect() };
                texts.extend(Some(text).filter(|text| !text.is_empty()));
            }
        }
        met
    }

    /// Returns the texts and globs that a claim is compared to, by policies and by authorizers.
    fn compared(&self, claim: &str) -> (Vec<&str>, Vec<&Glob>) {
        let (mut strings, mut globs) = (Vec::new(), Vec::new());
        let own = |one: &&&ClaimCondition| pointer::of(one.claim.as_str()) == *claim;
        for test in self.conditions.iter().filter(own).flat_map(|condition| &condition.tests) {
            match test {
                ClaimTest::Equals(value) => strings.extend(value.as_str()),
                ClaimTest::AnyOf(values) | ClaimTest::AllOf(values) | ClaimTest::NoneOf(values) => {
                    strings.extend(values.iter().filter_map(Value::as_str));
                }
                ClaimTest::Glob(glob) => globs.push(glob),
                ClaimTest::AtLeast(_)
                | ClaimTest::AtMost(_)
                | ClaimTest::PathVariable(_)
                | ClaimTest::Present(_) => {}
            }
        }
        for authorizer in &self.authorizers {
            strings.extend(Rule::of(claim, authorizer, 0).texts().iter().map(String::as_str));
        }
        (strings, globs)
    }

    /// Returns what is to be told apart: nothing where a claim is compared to one variable alone.
    fn told<'s>(&'s self, common: &'s Common) -> Vec<Told<'s>> {
        let mut told = Vec::new();
        for Bound { side, route, variable, claim, .. } in &self.bound {
            let (mut strings, globs) = self.compared(claim);
            strings.extend(common.get(claim).into_iter().flatten().map(String::as_str));
            if !strings.is_empty() || !globs.is_empty() {
                let (side, route, variable) = (*side, *route, *variable);
                told.push(Told { side, route, variable, strings, globs });
            }
        }
        told
    }
}
