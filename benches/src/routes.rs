//! Route sets without real names: 60 % literal, 30 % with one or two variables, 10 % greedy.
//!
//! Ten routes make a collection of a service, as in real APIs: literal and variable segments stand
//! side by side, but no two patterns conflict, so that every peer takes the whole set.

use engine::{PathPattern, RouteKey, Segment};

use crate::random::Random;

/// Routes of one method with distinct paths, and what tells them apart.
#[derive(Debug)]
pub struct RouteSet {
    /// The routes; a matcher's answer is an index into them.
    pub keys: Vec<RouteKey>,
    /// Whether the route has variables, by index: only then there is something to capture.
    pub has_variables: Vec<bool>,
}

/// Which routes a set is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// 60 % literal, 30 % with variables, 10 % greedy.
    Mixed,
    /// Literal paths only.
    Literal,
}

impl RouteSet {
    /// Wraps keys.
    pub fn new(keys: Vec<RouteKey>) -> Self {
        let variables = |key: &RouteKey| match key {
            RouteKey::Path(_, pattern) => pattern.variables().next().is_some(),
            RouteKey::Default => false,
        };
        let has_variables = keys.iter().map(variables).collect();
        Self { keys, has_variables }
    }

    /// Makes `count` routes, always the same for the same count and mix.
    pub fn generate(count: usize, mix: Mix) -> Self {
        let mut random = Random::new(count as u64);
        let mut texts = Vec::with_capacity(count + 10);
        let services = (count / 250).max(3);
        let names: Vec<String> = (0..services).map(|at| word(&mut random, 4, at)).collect();
        while texts.len() < count {
            let service = random.pick(&names);
            let version = 1 + random.below(3);
            let collection = word(&mut random, 5, texts.len() / 10);
            collect(
                &mut texts,
                &format!("/api/v{version}/{service}/{collection}"),
                &mut random,
                mix,
            );
        }
        texts.truncate(count);
        random.shuffle(&mut texts);
        let parse =
            |path: &String| format!("GET {path}").parse().expect("a generated key is valid");
        Self::new(texts.iter().map(parse).collect())
    }

    /// Returns the pattern of a route.
    pub fn pattern(&self, route: usize) -> &PathPattern {
        match &self.keys[route] {
            RouteKey::Path(_, pattern) => pattern,
            RouteKey::Default => panic!("no set has $default"),
        }
    }

    /// Writes a path that the route's pattern takes.
    pub fn path(&self, route: usize, random: &mut Random) -> String {
        let mut path = String::new();
        for segment in self.pattern(route).segments() {
            path.push('/');
            match segment {
                Segment::Literal(text) => path.push_str(text),
                Segment::Variable(_) => path.push_str(&value(random)),
                Segment::Greedy(_) => {
                    path.push_str(&value(random));
                    path.push('/');
                    path.push_str(&value(random));
                }
            }
        }
        path
    }
}

/// Adds the ten routes of a collection.
fn collect(texts: &mut Vec<String>, base: &str, random: &mut Random, mix: Mix) {
    let mut names = (0..8).map(|at| word(random, 2, at)).collect::<Vec<_>>().into_iter();
    let mut name = || names.next().expect("eight are enough");
    let (export, history, tasks) = (name(), name(), name());
    texts.push(base.to_owned());
    texts.push(format!("{base}/{export}"));
    texts.push(format!("{base}/{history}"));
    texts.push(format!("{base}/{history}/{}", name()));
    texts.push(format!("{base}/{tasks}"));
    texts.push(format!("{base}/{tasks}/{}", name()));
    if mix == Mix::Literal {
        texts.extend((0..4).map(|at| format!("{base}/{export}/{at}{}", word(random, 3, at))));
        return;
    }
    let items = name();
    texts.push(format!("{base}/{{id}}"));
    texts.push(format!("{base}/{{id}}/{items}"));
    texts.push(format!("{base}/{{id}}/{items}/{{item_id}}"));
    texts.push(format!("{base}/{}/{{path+}}", name()));
}

/// A word of some syllables; the number keeps words of one list apart.
fn word(random: &mut Random, syllables: usize, number: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "or", "ta", "li", "me", "con", "ser", "va", "ri", "do", "pe", "nu", "ga", "bil", "sto",
        "fe", "qua",
    ];
    let mut text: String = (0..syllables).map(|_| *random.pick(&SYLLABLES)).collect();
    if number > 0 {
        text.push_str(&number.to_string());
    }
    text
}

/// What a client puts for a variable; no generated word begins with a digit.
fn value(random: &mut Random) -> String {
    (1_000_000 + random.below(9_000_000)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_in_ten_are_literal_and_one_is_greedy() {
        let set = RouteSet::generate(1_000, Mix::Mixed);
        let greedy = (0..1_000).filter(|route| set.pattern(*route).is_greedy()).count();
        let variable = set.has_variables.iter().filter(|has| **has).count();
        assert_eq!((greedy, variable), (100, 400));
        assert!(RouteSet::generate(100, Mix::Literal).has_variables.iter().all(|has| !has));
    }

    #[test]
    fn paths_are_about_46_bytes_long() {
        let set = RouteSet::generate(10_000, Mix::Mixed);
        let mut random = Random::new(0);
        let bytes: usize = (0..10_000).map(|route| set.path(route, &mut random).len()).sum();
        assert!((42..50).contains(&(bytes / 10_000)), "{}", bytes / 10_000);
    }
}
