//! The seven methods that a route can name, and `ANY`.

use std::fmt;

/// A method that routes can name. Everything else (`TRACE`, `get`, …) meets no route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
    /// `HEAD`; it is never served by a `GET` route.
    Head,
    /// `OPTIONS`.
    Options,
}

impl Method {
    /// Every method, in the order of the references.
    pub const ALL: [Self; 7] =
        [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Head, Self::Options];

    /// Reads a request's method; the case counts.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str().as_bytes() == bytes)
    }

    /// Returns the method as written in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The method of a route key: one, or every one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteMethod {
    /// Exactly this method.
    Only(Method),
    /// `ANY`: every method for which the path has no route of its own.
    Any,
}

impl RouteMethod {
    /// Returns whether a request of this method can meet the route.
    pub fn takes(self, method: Method) -> bool {
        match self {
            Self::Any => true,
            Self::Only(own) => own == method,
        }
    }

    /// Returns the methods that can meet the route.
    pub fn methods(self) -> impl Iterator<Item = Method> {
        Method::ALL.into_iter().filter(move |method| self.takes(*method))
    }
}

impl fmt::Display for RouteMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only(method) => method.fmt(f),
            Self::Any => f.write_str("ANY"),
        }
    }
}
