//! Makes cases: requests made from the policy's own patterns and globs, then spoilt a little;
//! claims made from its own conditions, then missed by a little.

use engine::{Access, Method, Requirement, Route, RouteKey, RouteMethod, Segment};

use self::path::{escaped, of_glob, spoilt};
use super::{
    case::Case,
    random::Random,
    vocabulary::{Vocabulary, segments},
};

mod claims;
mod path;

/// Methods that meet no route.
const ODD_METHODS: [&str; 6] = ["get", "Post", "TRACE", "PROPFIND", "ANY", "$default"];

/// How many payloads are put into really signed tokens; each is signed once for an authorizer.
const MINTED: usize = 128;

/// Makes cases of a policy.
#[derive(Debug)]
pub(super) struct Generator<'v> {
    vocabulary: &'v Vocabulary<'v>,
    seed: u64,
    /// Whether anybody could sign a token.
    mints: bool,
}

/// What a path was made of.
struct Aim<'p> {
    route: Option<&'p Route>,
    /// The variables as they were filled.
    variables: Vec<(String, String)>,
    path: String,
}

impl<'v> Generator<'v> {
    /// Returns the maker of a seed's cases.
    pub(super) fn new(vocabulary: &'v Vocabulary<'v>, seed: u64) -> Self {
        Self { vocabulary, seed, mints: !vocabulary.policy.authorizers().is_empty() }
    }

    /// Makes the case of a number: the same one, whichever were made before.
    pub(super) fn case(&self, number: u64) -> Case {
        let mut random = Random::new(self.seed, number);
        let minted = self.mints && random.chance(10);
        if minted {
            // The payload and the path it is for come from one of a few numbers, the rest is new.
            let few = u64::try_from(random.below(MINTED)).unwrap_or(0);
            let mut again = Random::new(self.seed.wrapping_add(1), few);
            let aim = self.aim(&mut again);
            let claims =
                claims::guided(self.vocabulary, asked(aim.route), &aim.variables, &mut again);
            return self.finish(&aim, Some(claims), minted, &mut random);
        }
        let aim = self.aim(&mut random);
        let claims = (!random.chance(8)).then(|| {
            claims::guided(self.vocabulary, asked(aim.route), &aim.variables, &mut random)
        });
        self.finish(&aim, claims, minted, &mut random)
    }

    fn finish(
        &self,
        aim: &Aim<'_>,
        claims: Option<serde_json::Map<String, serde_json::Value>>,
        minted: bool,
        random: &mut Random,
    ) -> Case {
        let preflight = self.vocabulary.policy.cors().is_some() && random.chance(10);
        let method = if preflight && !random.chance(10) {
            Method::Options.as_str().to_owned()
        } else {
            method(aim.route, random)
        };
        let target = if random.chance(40) {
            spoilt(&aim.path, &self.vocabulary.words, random)
        } else {
            aim.path.clone()
        };
        Case { method, target, claims, minted, preflight }
    }

    fn aim(&self, random: &mut Random) -> Aim<'v> {
        let policy = self.vocabulary.policy;
        let route = random.pick(policy.routes());
        let kind = random.below(10);
        let path = match random.pick(&self.vocabulary.globs) {
            Some(flat) if kind < 3 => of_glob(flat, &self.vocabulary.words, random),
            _ if kind == 3 => {
                let words: Vec<String> = (0..=random.below(3)).map(|_| self.word(random)).collect();
                format!("/{}", words.join("/"))
            }
            _ => match route.filter(|route| route.key != RouteKey::Default) {
                Some(route) => return self.of_route(route, random),
                None => format!("/{}", self.word(random)),
            },
        };
        Aim { route, variables: Vec::new(), path }
    }

    fn of_route(&self, route: &'v Route, random: &mut Random) -> Aim<'v> {
        let mut aim = Aim { route: Some(route), variables: Vec::new(), path: String::new() };
        for segment in segments(route) {
            aim.path.push('/');
            match segment {
                // A literal may stand in a path as it is.
                Segment::Literal(text) => aim.path.push_str(text),
                Segment::Variable(name) => {
                    let word = self.word(random);
                    aim.path.push_str(&escaped(&word));
                    aim.variables.push((name.clone(), word));
                }
                Segment::Greedy(name) => {
                    let words: Vec<String> =
                        (0..=random.below(3)).map(|_| self.word(random)).collect();
                    let words = words.join("/");
                    aim.path.push_str(&words.split('/').map(escaped).collect::<Vec<_>>().join("/"));
                    aim.variables.push((name.clone(), words));
                }
            }
        }
        aim
    }

    fn word(&self, random: &mut Random) -> String {
        random.pick(&self.vocabulary.words).cloned().unwrap_or_default()
    }
}

fn asked(route: Option<&Route>) -> Option<&Requirement> {
    match route.map(|route| &route.access) {
        Some(Access::Protected { requirement, .. }) => Some(requirement),
        Some(Access::Public) | None => None,
    }
}

fn method(route: Option<&Route>, random: &mut Random) -> String {
    let any = |random: &mut Random| random.pick(&Method::ALL).map_or("GET", |one| one.as_str());
    let own = match route.map(|route| &route.key) {
        Some(RouteKey::Path(RouteMethod::Only(method), _)) => Some(method.as_str()),
        Some(RouteKey::Path(RouteMethod::Any, _) | RouteKey::Default) | None => None,
    };
    let method = match (random.below(20), own) {
        (0, _) => random.pick(&ODD_METHODS).copied().unwrap_or("get"),
        (1..=3, _) | (_, None) => any(random),
        (_, Some(own)) => own,
    };
    method.to_owned()
}

#[cfg(test)]
mod tests;
