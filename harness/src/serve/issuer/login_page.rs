//! The form of the sign-in page; it loads nothing and runs nothing.

use axum::http::Uri;

/// Returns the page. Its form goes where the page came from, with the same query.
pub(super) fn login_page(uri: &Uri, name: &str, is_refused: bool) -> String {
    let target = uri.path_and_query().map_or("/login", |target| target.as_str());
    let told = if is_refused { "<p>No user has this name and password.</p>\n" } else { "" };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Sign in</title></head>\n\
         <body>\n<h1>Sign in</h1>\n{told}<form method=\"post\" action=\"{}\">\n\
         <p><label>User <input name=\"username\" value=\"{}\" autofocus></label></p>\n\
         <p><label>Password <input name=\"password\" type=\"password\"></label></p>\n\
         <p><button>Sign in</button></p>\n</form>\n</body>\n</html>\n",
        escaped(target),
        escaped(name)
    )
}

/// Writes a text so that it stays a text within an attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_the_request_leaves_its_attribute() {
        let uri: Uri = "/login?state='&x=%22%3E".parse().unwrap();
        let page = login_page(&uri, "\"><script>alert(1)</script>", false);
        assert!(page.contains("action=\"/login?state=&#39;&amp;x=%22%3E\""), "{page}");
        assert!(
            page.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""),
            "{page}"
        );
        assert!(!page.contains("<script") && !page.contains("No user"));
        assert!(login_page(&uri, "", true).contains("No user has this name and password."));
    }
}
