//! One valid policy made into another: what analysis by deliberate mistakes needs.
//!
//! An edit is checked for all that validation promises of a policy, so that a mistake which the
//! author would have been told of never becomes a policy. How many globs there are in all is not
//! counted anew: no edit is meant to add any.

pub use self::{
    kind::{Edit, Part},
    rules::EditError,
};
use crate::policy::{Access, Guardrail, Policy, Route};
use crate::route_key::RouteKey;
use crate::source::Span;

mod kind;
mod rules;

impl Policy {
    /// Checks edits without making them.
    ///
    /// # Errors
    /// As [`Policy::edited`].
    pub fn check(&self, edits: &[Edit]) -> Result<(), EditError> {
        rules::check(self, edits)
    }

    /// Returns the policy with edits made, each of another part.
    ///
    /// # Errors
    /// What validation would have refused, or an edit of what is not there.
    pub fn edited(&self, edits: &[Edit]) -> Result<Self, EditError> {
        let routes = (0..self.routes.len()).collect();
        let guardrails = (0..self.guardrails.len()).collect();
        self.edited_part(edits, &Part { routes, guardrails })
    }

    /// Returns some of the policy with edits made: the routes and guardrails of a part, and those
    /// that are edited. The edits are those of the whole policy, and are refused as such.
    ///
    /// # Errors
    /// As [`Policy::edited`].
    pub fn edited_part(&self, edits: &[Edit], part: &Part) -> Result<Self, EditError> {
        self.check(edits)?;
        let mut edited = Self {
            api: self.api.clone(),
            authorizers: self.authorizers.clone(),
            default_authorizer: self.default_authorizer,
            routes: Vec::new(),
            guardrails: Vec::new(),
            cors: self.cors.clone(),
            ambiguous_paths: self.ambiguous_paths,
            unset: self.unset.clone(),
            requirements: self.requirements.clone(),
            catalogue: self.catalogue.clone(),
        };
        let (mut routes, mut guardrails) = (part.routes.clone(), part.guardrails.clone());
        for edit in edits {
            match edit {
                Edit::Route { index, .. } => _ = routes.insert(*index),
                Edit::RemoveRoute(index) => _ = routes.remove(index),
                Edit::Guardrail { index, .. } => _ = guardrails.insert(*index),
                Edit::RemoveGuardrail(index) => _ = guardrails.remove(index),
                Edit::Authorizer { index, authorizer } => {
                    if let Some(place) = edited.authorizers.get_mut(*index) {
                        place.clone_from(authorizer);
                    }
                }
                Edit::Cors(cors) => edited.cors = cors.as_deref().cloned(),
                Edit::AddRoute { .. } => {}
            }
        }
        edited.routes = routes.iter().filter_map(|index| self.route_after(*index, edits)).collect();
        for edit in edits {
            if let Edit::AddRoute { key, access, span } = edit {
                edited.routes.push(route(key, access, *span));
            }
        }
        let kept = guardrails.iter().filter_map(|index| self.guardrail_after(*index, edits));
        edited.guardrails = kept.collect();
        Ok(edited)
    }

    fn route_after(&self, index: usize, edits: &[Edit]) -> Option<Route> {
        let old = self.routes.get(index)?;
        for edit in edits {
            if let Edit::Route { index: own, key, access } = edit
                && *own == index
            {
                return Some(route(key, access, old.span));
            }
        }
        Some(old.clone())
    }

    fn guardrail_after(&self, index: usize, edits: &[Edit]) -> Option<Guardrail> {
        for edit in edits {
            if let Edit::Guardrail { index: own, guardrail } = edit
                && *own == index
            {
                return Some(guardrail.clone());
            }
        }
        self.guardrails.get(index).cloned()
    }
}

fn route(key: &RouteKey, access: &Access, span: Span) -> Route {
    Route { key: key.clone(), name: key.to_string(), access: access.clone(), span }
}

#[cfg(test)]
mod tests;
