//! Lists with one item more, less or replaced.

/// Puts an item in the place of another, or takes that one away.
pub(super) fn put<T>(list: &mut Vec<T>, at: usize, new: Option<T>) {
    match (list.get_mut(at), new) {
        (Some(place), Some(new)) => *place = new,
        (Some(_), None) => drop(list.remove(at)),
        (None, _) => {}
    }
}

/// Returns a list without one of its items.
pub(super) fn without<T: Clone>(list: &[T], at: usize) -> Vec<T> {
    let mut list = list.to_vec();
    put(&mut list, at, None);
    list
}

/// Returns a list with one more item.
pub(super) fn with<T: Clone>(list: &[T], item: T) -> Vec<T> {
    let mut list = list.to_vec();
    list.push(item);
    list
}
