//! Tells the program which compiler built it.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=RUSTC");
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let answer = Command::new(compiler).arg("--version").output();
    let version = answer.map_or_else(
        |_| "an unknown rustc".to_owned(),
        |answer| String::from_utf8_lossy(&answer.stdout).trim().to_owned(),
    );
    println!("cargo::rustc-env=BENCH_COMPILER={version}");
}
