//! Raw paths that were sent through real proxies: what they hand on differently is refused.

use engine::Request;

use super::read;
use crate::strategies::compile;

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn what_proxies_read_differently_is_ambiguous() {
    let engine = compile("version: 1\nroutes:\n  \"ANY /{p+}\": { public: true }\n");
    let table = read("observed/proxy-paths.tsv");
    let mut rows = 0;
    for line in table.lines().skip(1) {
        let mut cells = line.split('\t');
        let raw = cells.next().unwrap().trim_end_matches(" (raw UTF-8)");
        let request = Request::new("GET", raw);
        let ambiguous = engine.decide(&request, 0).status() == 400;
        // An escape of a plain letter is the one difference that decoding once takes away: every
        // proxy hands on the same path in another spelling.
        assert_eq!(ambiguous, raw != "/%61/b", "{line}");
        assert!(cells.any(|cell| cell != "same" && cell != raw), "{line}");
        rows += 1;
    }
    assert_eq!(rows, 11);
}
