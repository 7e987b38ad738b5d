//! Names of claims as JSON Pointers (RFC 6901): `a` and `/a` are one claim.

/// Returns the pointer of a claim's name, which may be one already.
pub(in crate::analysis) fn of(name: &str) -> String {
    if name.starts_with('/') {
        return name.to_owned();
    }
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Returns the names that a pointer steps through.
pub(in crate::analysis) fn steps(pointer: &str) -> Vec<String> {
    let steps = pointer.split('/').skip(1);
    steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_its_pointer_are_one() {
        assert_eq!(of("a"), of("/a"));
        assert_eq!(of("cognito:groups"), "/cognito:groups");
        assert_eq!(steps(&of("a/b~c")), ["a/b~c"]);
        assert_eq!(steps("/a/b~1c/~01"), ["a", "b/c", "~1"]);
    }
}
