//! Files that a service names: those of its folder, and no others.

use std::fs;
use std::path::{Path, PathBuf};

use engine::Code;
use harness::import::{Imported, Options, import};

use super::BEGIN;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let path = path.join(format!("serverless-{}-{name}", std::process::id()));
        fs::create_dir_all(path.join("service/deep")).unwrap();
        fs::write(path.join("secret.yml"), "path: GET /secret\n").unwrap();
        for (file, text) in files {
            fs::write(path.join("service").join(file), text).unwrap();
        }
        Self(path)
    }

    fn import(&self, event: &str) -> Imported {
        let path = self.0.join("service/serverless.yml");
        let text = format!("{BEGIN}functions:\n  f: {{ events: [{{ httpApi: \"{event}\" }}] }}\n");
        fs::write(&path, text).unwrap();
        import(&[path], &Options::default()).unwrap()
    }
}

/// What is wrong, but not that a route is refused for it.
fn codes(imported: &Imported) -> Vec<Code> {
    let codes = imported.found.iter().map(|one| one.code);
    codes.filter(|code| *code != Code::RefusedRoute).collect()
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn no_file_outside_of_the_services_folder_is_read() {
    let folder = Folder::new("outside", &[]);
    let absolute = folder.0.join("secret.yml");
    let absolute = format!("${{file({}):path}}", absolute.display());
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.0.join("secret.yml"), folder.0.join("service/link.yml"))
        .unwrap();
    for name in [
        "${file(../secret.yml):path}",
        "${file(./../secret.yml):path}",
        "${file(deep/../../secret.yml):path}",
        "${file(${self:service, 'x'}/../../secret.yml):path}",
        "${file(../secret.yml):path, 'GET /x'}",
        "${file(../missing.yml):path, 'GET /x'}",
        "${file(/etc/passwd)}",
        #[cfg(unix)]
        "${file(link.yml):path}",
        absolute.as_str(),
    ] {
        let imported = folder.import(name);
        assert_eq!(codes(&imported), [Code::OutsideFolder], "{name}");
        assert!(imported.policy.is_none());
        let read = format!("{:?}", imported.project);
        assert!(!read.contains("GET /secret") && !read.contains("root:"), "{name}");
    }
}

#[test]
fn files_of_the_service_are_read_and_programs_are_not() {
    let files = [
        ("a.yml", "path: GET /${self:service}/${file(deep/b.json):b.0}\n"),
        ("deep/b.json", "{ \"b\": [\"inner\"] }"),
        ("c.txt", "GET /text"),
        ("d.js", "module.exports = { path: 'GET /program' }"),
        ("wrong.yml", "a: [\n"),
    ];
    let folder = Folder::new("inside", &files);
    for (name, route) in [
        ("${file(./a.yml):path}", "GET /s/inner"),
        ("${file(c.txt)}", "GET /text"),
        ("${file(missing.yml):path, 'GET /default'}", "GET /default"),
        ("${file(a.yml):missing, file(a.yml):path}", "GET /s/inner"),
    ] {
        let imported = folder.import(name);
        let routes: Vec<String> =
            imported.api().unwrap().routes.iter().map(|one| one.reach.to_string()).collect();
        assert_eq!(routes, [route], "{name} {:?}", imported.found);
    }
    for (name, code) in [
        ("${file(d.js):path}", Code::UnresolvedValue),
        ("${file(d.ts):path, 'GET /x'}", Code::UnresolvedValue),
        ("${file(missing.yml):path}", Code::Unreadable),
        ("${file(wrong.yml):path}", Code::InvalidYaml),
        ("${file()}", Code::InvalidTemplate),
    ] {
        assert_eq!(codes(&folder.import(name)), [code], "{name}");
    }
}
