//! Raw paths that were sent through real proxies: what they hand on differently is refused.

use engine::Request;

use super::read;
use crate::oracle::read_path;
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
        let is_ambiguous = engine.decide(&request, 0).status() == 400;
        let own = read_path(raw.as_bytes());
        assert_eq!(is_ambiguous, own.is_none(), "{line}");
        // What a decision service is asked about, where the proxy does not answer by itself.
        let handed_on = cells.filter(|cell| cell.parse::<u16>().is_err());
        let handed_on = handed_on.map(|cell| if cell == "same" { raw } else { cell });
        let others: Vec<_> = handed_on.map(|cell| read_path(cell.as_bytes())).collect();
        // A path that is taken is the same one behind every proxy, in whatever spelling; one that is
        // refused would be another one for some upstream, though all four hand it on alike.
        assert!(is_ambiguous || others.iter().all(|other| *other == own), "{line}: {others:?}");
        rows += 1;
    }
    assert!(rows >= 11, "{rows}");
}
