//! Which route a pattern leads to, by method, in four bytes.

use crate::method::{Method, RouteMethod};

/// The routes of one pattern. Nearly every pattern has one route, so that one is written here;
/// several are an index into a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaf(u32);

/// The upper four bits: a method, `ANY`, or several routes.
const ANY: u32 = 7;
const SEVERAL: u32 = 8;
const INDEX: u32 = (1 << 28) - 1;

/// The routes of a pattern that has several: by method, and last that of `ANY`.
#[derive(Clone, Debug)]
pub(super) struct Methods([u32; 8]);

/// No route of a method.
const NO_ROUTE: u32 = u32::MAX;

impl Leaf {
    /// No route.
    pub(super) const NONE: Self = Self(u32::MAX);

    /// One route of one method.
    fn one(method: RouteMethod, route: u32) -> Self {
        let kind = match method {
            RouteMethod::Only(method) => method as u32,
            RouteMethod::Any => ANY,
        };
        Self(kind << 28 | route & INDEX)
    }

    /// Returns the route of a method.
    #[inline]
    pub(super) fn get(self, method: Method, several: &[Methods]) -> Option<u32> {
        let (kind, index) = (self.0 >> 28, self.0 & INDEX);
        if kind == method as u32 || kind == ANY {
            return Some(index);
        }
        if kind == SEVERAL { several.get(index as usize)?.get(method) } else { None }
    }

    /// Returns this leaf with one more route.
    pub(super) fn with(self, method: RouteMethod, route: u32, several: &mut Vec<Methods>) -> Self {
        if self == Self::NONE {
            return Self::one(method, route);
        }
        let (kind, index) = (self.0 >> 28, self.0 & INDEX);
        if kind == SEVERAL {
            if let Some(methods) = several.get_mut(index as usize) {
                methods.set(method, route);
            }
            return self;
        }
        let mut methods = Methods([NO_ROUTE; 8]);
        let own = Method::ALL.into_iter().find(|method| *method as u32 == kind);
        methods.set(own.map_or(RouteMethod::Any, RouteMethod::Only), index);
        methods.set(method, route);
        several.push(methods);
        let index = u32::try_from(several.len() - 1).unwrap_or(INDEX);
        Self(SEVERAL << 28 | index & INDEX)
    }

    /// Goes through all routes, for reports.
    pub(super) fn collect(self, several: &[Methods], found: &mut Vec<u32>) {
        if self == Self::NONE {
            return;
        }
        let (kind, index) = (self.0 >> 28, self.0 & INDEX);
        match several.get(index as usize).filter(|_| kind == SEVERAL) {
            Some(methods) => found.extend(methods.0.iter().filter(|route| **route != NO_ROUTE)),
            None => found.push(index),
        }
    }
}

impl Methods {
    #[inline]
    fn get(&self, method: Method) -> Option<u32> {
        let [.., any] = self.0;
        let own = self.0.get(method as usize).copied().filter(|own| *own != NO_ROUTE);
        own.or(Some(any).filter(|any| *any != NO_ROUTE))
    }

    fn set(&mut self, method: RouteMethod, route: u32) {
        let at = match method {
            RouteMethod::Any => ANY,
            RouteMethod::Only(method) => method as u32,
        };
        if let Some(slot) = self.0.get_mut(at as usize) {
            *slot = route;
        }
    }
}
