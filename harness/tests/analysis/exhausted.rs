//! Variables for which no free text is left, because globs and literals cover them all.

use harness::analysis::space::{Focus, Query, Space};

use crate::{
    cells::check,
    drafts::{Drafts, policy, write},
    enumerate::paths,
};

/// Every segment of one byte.
fn singles() -> Vec<String> {
    let all = (0x20_u8..0x7f).map(|byte| char::from(byte).to_string());
    all.filter(|text| engine::is_legal_segment(text)).collect()
}

/// Writes texts as globs that take nothing else.
fn globs(texts: &[String]) -> String {
    let glob = |text: &String| {
        let escaped = if "*{}[],-!".contains(text) { format!("\\{text}") } else { text.clone() };
        format!("{:?}", format!("/{escaped}"))
    };
    texts.iter().map(glob).collect::<Vec<_>>().join(", ")
}

/// The least sets of the route `/{x}`, with some guardrails in focus.
fn least(text: &str, focus: &[usize]) -> Vec<(Vec<usize>, String)> {
    let policy = policy(text);
    let mut space = Space::new(&[&policy]).unwrap();
    let focus: Vec<Focus> =
        focus.iter().map(|index| Focus::Guardrail { side: 0, index: *index }).collect();
    let wanted = |_, winners: &[Option<usize>]| winners == [Some(0)];
    let query = Query { focus: &focus, wanted: Some(&wanted), ..Query::default() };
    let cells = space.cells(&query).unwrap();
    let mut least: Vec<_> =
        cells.into_iter().map(|cell| (cell.laid[0].clone(), cell.path())).collect();
    least.sort();
    least
}

#[test]
fn where_globs_take_every_text_each_least_choice_is_a_cell() {
    let text = write(&["GET /{x}"], &[("\"/?\"", ""), ("\"/??*\"", "")]);
    let found = least(&text, &[]);
    assert_eq!(found.iter().map(|(laid, _)| laid.clone()).collect::<Vec<_>>(), [[0], [1]]);
    assert_eq!(least(&text, &[0, 1]), []);
}

#[test]
fn where_literals_take_every_text_of_a_glob_they_are_tried_one_by_one() {
    let singles = singles();
    let (kept, rest) = singles.split_first().unwrap();
    let with = |named: &[String]| {
        let named = globs(named);
        write(&["GET /{x}"], &[("\"/?\"", ""), ("\"/??*\"", ""), (&named, "")])
    };
    let found = least(&with(rest), &[0]);
    assert_eq!(found, [(vec![0], format!("/{kept}"))]);
    let found = least(&with(&singles), &[0]);
    assert_eq!(found.iter().map(|(laid, _)| laid.clone()).collect::<Vec<_>>(), [[0, 2]]);
    let found = least(&with(&singles), &[]);
    let sets: Vec<Vec<usize>> = found.into_iter().map(|(laid, _)| laid).collect();
    assert_eq!(sets, [vec![0, 2], vec![1]]);
}

#[test]
fn routes_that_take_the_last_texts_leave_a_route_what_guardrails_name() {
    let singles = singles();
    let is_route = |text: &String| format!("GET /{text}").parse::<engine::RouteKey>().is_ok();
    let (literals, named): (Vec<String>, Vec<String>) = singles.into_iter().partition(is_route);
    let mut routes = vec!["GET /{x}".to_owned()];
    routes.extend(literals.iter().map(|text| format!("GET /{text}")));
    let routes: Vec<&str> = routes.iter().map(String::as_str).collect();
    let named_globs = globs(&named);
    let text = write(&routes, &[("\"/?\"", ""), ("\"/??*\"", ""), (&named_globs, "")]);
    let sets =
        |focus: &[usize]| least(&text, focus).into_iter().map(|(laid, _)| laid).collect::<Vec<_>>();
    assert_eq!(sets(&[]), [vec![0, 2], vec![1]]);
    assert_eq!(sets(&[0]), [vec![0, 2]]);
    let mut pool: Vec<&str> = literals.iter().chain(&named).map(String::as_str).collect();
    pool.extend(["é", "aa", "aaa"]);
    check(&Drafts { texts: vec![text] }, &paths(&pool, 1)).unwrap();
}

#[test]
fn a_question_over_its_budget_is_refused_with_its_place() {
    let policy = policy(&write(&["GET /{a}/{b}/{c}"], &[("\"/**/x*/**\"", "")]));
    let mut space = Space::new(&[&policy]).unwrap();
    space.set_budget(4);
    let focus = [Focus::Guardrail { side: 0, index: 0 }];
    let refusal = space.cells(&Query { focus: &focus, ..Query::default() }).unwrap_err();
    assert_eq!(refusal.code, "analysis-too-large");
    assert!(refusal.message.contains("\"g00\""), "{refusal}");
}
