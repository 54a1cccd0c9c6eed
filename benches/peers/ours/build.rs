//! Builds the C loops once for each compiler and each set of flags that may be the best.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=c");
    println!("cargo:rustc-check-cfg=cfg(clang, avx512)");
    if has_avx512() {
        println!("cargo:rustc-cfg=avx512");
    }
    build("gcc", "gcc");
    let clang = ["clang-19", "clang"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok());
    if let Some(clang) = clang {
        println!("cargo:rustc-cfg=clang");
        build("clang", clang);
    }
    println!("cargo:rustc-link-lib=mvec"); // what gcc's -ffast-math calls for exponentials side by side
    println!("cargo:rustc-link-lib=m");
}

fn build(name: &str, compiler: &str) {
    for (flags_name, flags) in [
        ("", &[][..]),
        ("_512", &["-mprefer-vector-width=512"]),
        ("_fast", &["-ffast-math"]),
        ("_fast_512", &["-ffast-math", "-mprefer-vector-width=512"]),
    ] {
        if flags_name.contains("512") && !has_avx512() {
            continue;
        }
        let prefix = format!("{name}{flags_name}");
        let mut build = cc::Build::new();
        build
            .compiler(compiler)
            .opt_level(3)
            .file("c/loops.c")
            .define("PREFIX", &*prefix)
            .flag("-march=native");
        for flag in flags {
            build.flag(flag);
        }
        build.compile(&format!("loops_{prefix}"));
    }
}

fn has_avx512() -> bool {
    std::arch::is_x86_feature_detected!("avx512f")
}
