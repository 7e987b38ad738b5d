//! How much a spec may grow when its short forms are written out.
//!
//! A table names each request and token once and a token `like` another repeats nothing, so a file
//! within its own limit could still stand for more than fits into memory.

/// Most bytes that the rows, and again the tokens, take once written out. Tests need not fill the
/// memory to meet it.
const MOST_BYTES: usize = if cfg!(test) { 16 << 20 } else { 512 << 20 };

/// What is left of the limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    left: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: MOST_BYTES }
    }
}

impl Budget {
    /// Takes so many bytes; `false` when there are not enough.
    #[must_use]
    pub(super) fn spend(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_gone() {
        let mut budget = Budget { left: 10 };
        assert!(budget.spend(6));
        assert!(!budget.spend(5));
        assert!(budget.spend(4));
        assert!(!budget.spend(1));
    }
}
