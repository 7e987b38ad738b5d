//! Functions that count: places in lists, ranges, products.

use crate::import::project::Place;
use crate::import::terraform::evaluator::{Evaluator, Pairs};
use crate::import::terraform::term::{Kind, Made, Term};

impl Evaluator<'_> {
    pub(super) fn list_of_many(&self, name: &str, arguments: &[Term], place: Place) -> Made {
        match (name, arguments) {
            ("element", [list, index]) => {
                let items = list.items().filter(|items| !items.is_empty())?;
                let at = index.as_index()?.checked_rem(items.len())?;
                items.get(at).cloned()
            }
            ("slice", [list, from, to]) => {
                let items = list.items()?.get(from.as_index()?..to.as_index()?)?;
                Some(Term::list(place, items.to_vec()))
            }
            ("zipmap", [keys, values]) => {
                let (keys, values) = (keys.items()?, values.items()?);
                let mut made = Pairs::default();
                for (key, value) in keys.iter().zip(values) {
                    made.set(key.known()?, key.place, value.clone());
                }
                (keys.len() == values.len()).then(|| made.term(place))
            }
            ("setproduct", [one, other]) => {
                let (one, other) = (one.items()?, other.items()?);
                if !self.spend(one.len().saturating_mul(other.len()), place) {
                    return None;
                }
                let pair = |(left, right): (&Term, &Term)| {
                    Term::list(place, vec![left.clone(), right.clone()])
                };
                let all = one.iter().flat_map(|left| other.iter().map(move |right| (left, right)));
                Some(Term::list(place, all.map(pair).collect()))
            }
            ("range", [count]) => {
                let count = u32::try_from(count.as_index()?).ok()?;
                if !self.spend(usize::try_from(count).unwrap_or(usize::MAX), place) {
                    return None;
                }
                let number = |at: u32| Term::new(place, Kind::Number(f64::from(at)));
                Some(Term::list(place, (0..count).map(number).collect()))
            }
            _ => None,
        }
    }
}
