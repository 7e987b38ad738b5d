//! Mistakes in what browsers of other origins may do: the answer to preflights, which stands for all
//! of it. Origins, methods and headers decide nothing.

use engine::{Cors, Edit, Span};

use super::brood::Brood;
use super::operator::Operator;

/// Takes the answer away, or gives one where there is none.
pub(super) fn mutate(brood: &mut Brood<'_>) {
    let (operator, told, cors) = match brood.policy.cors() {
        Some(_) => (Operator::CorsDropped, "`cors`: dropped", None),
        None => (Operator::CorsAdded, "`cors`: added, for every origin", Some(anybody())),
    };
    // It stands nowhere: the policy as a whole is told.
    let edit = Edit::Cors(cors.map(Box::new));
    brood.add(operator, Span::default(), told.to_owned(), vec![edit]);
}

fn anybody() -> Cors {
    Cors {
        allow_origins: vec!["*".to_owned()],
        allow_methods: Vec::new(),
        allow_headers: Vec::new(),
        expose_headers: Vec::new(),
        max_age_seconds: None,
        allow_credentials: false,
    }
}
