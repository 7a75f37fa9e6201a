//! A new folder of migrations must be noticed: the macro that embeds them only watches the files that it has seen.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
