//! Sets of the seven methods.

use engine::Method;

/// Some of the seven methods, by their place among [`Method::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct MethodSet(u8);

impl MethodSet {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ALL: Self = Self(0b111_1111);

    pub(super) fn insert(&mut self, method: Method) {
        self.0 |= 1 << method as u8;
    }

    pub(super) fn contains(self, method: Method) -> bool {
        self.0 >> method as u8 & 1 == 1
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Method> {
        Method::ALL.into_iter().filter(move |method| self.contains(*method))
    }
}

impl FromIterator<Method> for MethodSet {
    fn from_iter<I: IntoIterator<Item = Method>>(methods: I) -> Self {
        let mut set = Self::NONE;
        methods.into_iter().for_each(|method| set.insert(method));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: MethodSet = [Method::Get, Method::Options].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [Method::Get, Method::Options]);
        assert!(!set.contains(Method::Head) && set.without(set).is_empty());
        assert_eq!(MethodSet::ALL, Method::ALL.into_iter().collect());
    }
}
