//! Numbers that stand for all others: each one named, and one between, below and above.

use std::cmp::Ordering;

use engine::Number;

/// Returns the numbers named, in order, with one of each gap that holds any.
pub(super) fn pieces(mut named: Vec<Number>) -> Vec<Number> {
    named.sort_by(|one, other| one.compare(*other));
    named.dedup();
    let mut pieces = Vec::new();
    pieces.extend(named.first().and_then(|first| between(None, Some(*first))));
    for (at, own) in named.iter().enumerate() {
        pieces.push(*own);
        pieces.extend(between(Some(*own), named.get(at + 1).copied()));
    }
    if pieces.is_empty() {
        pieces.push(Number::Integer(0));
    }
    pieces
}

/// Returns a number between two: an integer if there is one that tokens can hold.
fn between(above: Option<Number>, below: Option<Number>) -> Option<Number> {
    let fits = |number: &Number| {
        above.is_none_or(|above| number.compare(above) == Ordering::Greater)
            && below.is_none_or(|below| number.compare(below) == Ordering::Less)
    };
    let next = above.map(floor).map(|floor| floor.saturating_add(1));
    let before = below.map(floor).map(|floor| floor.saturating_sub(1));
    let exact = i128::from(i64::MIN)..=i128::from(u64::MAX);
    let whole = next.into_iter().chain(before).filter(|whole| exact.contains(whole));
    let (low, high) = (above.map_or(f64::MIN, float), below.map_or(f64::MAX, float));
    let middle = [f64::midpoint(low, high), low / 2.0 + high / 2.0, low.next_up()];
    let ends = [low * 2.0, high * 2.0, low / 2.0, high / 2.0, high.next_down()];
    let others = middle.into_iter().chain(ends).filter_map(Number::from_f64);
    whole.map(Number::Integer).chain(others).find(fits)
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
fn floor(number: Number) -> i128 {
    match number {
        Number::Integer(own) => own,
        Number::Float(own) => own.floor() as i128,
    }
}

#[expect(clippy::cast_precision_loss, reason = "what is found is compared exactly")]
fn float(number: Number) -> f64 {
    match number {
        Number::Integer(own) => own as f64,
        Number::Float(own) => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(named: &[Number]) -> Vec<String> {
        pieces(named.to_vec()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_number_and_each_gap_has_one() {
        use Number::{Float, Integer};
        assert_eq!(shown(&[]), ["0"]);
        assert_eq!(shown(&[Integer(5)]), ["4", "5", "6"]);
        assert_eq!(shown(&[Integer(6), Integer(5)]), ["4", "5", "5.5", "6", "7"]);
        assert_eq!(shown(&[Float(0.5), Float(0.5_f64.next_up())]).len(), 4);
        let edges = [Float(f64::MAX), Float(-f64::MAX)];
        assert_eq!(pieces(edges.to_vec()).len(), 3);
        let wide = [Integer(i128::from(u64::MAX)), Integer(i128::from(i64::MIN))];
        assert_eq!(pieces(wide.to_vec()).len(), 5);
    }

    #[test]
    fn they_ascend() {
        let named = [3.5, -1e300, 1e300, 0.0, 9_007_199_254_740_993.0].map(Number::Float);
        let pieces = pieces(named.to_vec());
        assert_eq!(pieces.len(), 11);
        assert!(pieces.windows(2).all(|pair| pair[0].compare(pair[1]) == Ordering::Less));
    }
}
