# Sourced by run, check and test: sets $python to an interpreter that is new enough, or says that there is none.
export PYTHONUTF8=1 # what we say is Chinese, whatever the terminal's locale
python=
for name in ${QIHU_PYTHON:-python3 python3.11 python3.12 python3.13 python3.14 python}; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
    then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "✗ 需要 Python 3.11 或更高版本，这台机器上没有找到。(Python 3.11 or newer is needed; none was found.)" >&2
    exit 1
fi
