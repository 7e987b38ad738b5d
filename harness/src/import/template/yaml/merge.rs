//! Merge keys: `<<` takes over the entries of other maps.
//!
//! As the YAML 1.1 merge type says, and the readers that deploy templates do: a key of the map
//! itself wins, then that of the first map merged.

use std::collections::HashSet;

use crate::import::project::Place;
use crate::import::template::node::{Entry, Kind};

/// Writes the merge key of a map out, if it has one.
///
/// # Errors
/// The place of what is neither a map nor a list of maps.
pub(super) fn write_out(entries: Vec<Entry>) -> Result<Vec<Entry>, Place> {
    if !entries.iter().any(|entry| entry.key == "<<") {
        return Ok(entries);
    }
    let (merges, own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|one| one.key == "<<");
    let mut taken: HashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
    let mut all = Vec::new();
    for Entry { value, .. } in merges {
        let maps = match value.kind {
            Kind::List(items) => items,
            Kind::Map(_) | Kind::Scalar { .. } => vec![value],
        };
        for map in maps {
            let Kind::Map(entries) = map.kind else { return Err(map.place) };
            all.extend(entries.into_iter().filter(|entry| taken.insert(entry.key.clone())));
        }
    }
    all.extend(own);
    Ok(all)
}
