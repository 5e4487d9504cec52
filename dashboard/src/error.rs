//! What cannot be shown, with two faces: a Chinese sentence for the reader, the cause for the log.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use tracing::error;

use crate::desk::LoadError;
use crate::shell::Shell;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    #[error(
        "还没有任何发布。第一次夜间运行完成并发布之后，这里就会有数据；也可以用 dixian run 立即运行一次。"
    )]
    NoRelease,
    #[error("本次发布中没有任何地区。请检查区划数据是否随批次送达。")]
    NoPlaces,
    #[error("没有编号为“{0}”的发布。“发布与运行”页列出了全部发布。")]
    UnknownRelease(String),
    #[error("本次发布中没有区划代码为“{0}”的地方。代码应为 12 位数字，如 340604000000。")]
    UnknownRegion(String),
    #[error("没有名为“{0}”的指标。“指标口径”页列出了全部指标。")]
    UnknownIndicator(String),
    #[error("没有名为“{0}”的问题规则。“指标口径”页列出了全部规则。")]
    UnknownRule(String),
    #[error("没有编号为“{0}”的预警信号。“预警信号”页列出了全部信号。")]
    UnknownSignal(String),
    #[error("没有这个页面。请从上方的目录进入。")]
    UnknownPage,
    #[error("这里的页面只供阅读，不接受这种请求。")]
    ReadOnly,
    #[error("地址中的 {word}={value} 无法理解：应为{expected}。")]
    BadWord {
        word: &'static str,
        value: String,
        expected: &'static str,
    },
    #[error("本系统尚无登录功能，只回应发往本机（127.0.0.1 或 localhost）的请求。")]
    NotLocal,
    #[error("发布“{release_id}”存在，但暂时读不出来。请稍后再试；原因已记入日志。")]
    Unreadable {
        release_id: String,
        #[source]
        source: LoadError,
    },
    #[error("页面生成失败。原因已记入日志。")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl PageError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::UnknownRelease(_)
            | Self::UnknownRegion(_)
            | Self::UnknownIndicator(_)
            | Self::UnknownRule(_)
            | Self::UnknownSignal(_)
            | Self::UnknownPage => StatusCode::NOT_FOUND,
            Self::BadWord { .. } => StatusCode::BAD_REQUEST,
            Self::ReadOnly => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotLocal => StatusCode::MISDIRECTED_REQUEST,
            Self::NoRelease | Self::NoPlaces | Self::Unreadable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn heading(&self) -> &'static str {
        match self {
            Self::NoRelease | Self::NoPlaces => "还没有数据",
            Self::UnknownRelease(_) => "没有这次发布",
            Self::UnknownRegion(_) => "没有这个地方",
            Self::UnknownIndicator(_) => "没有这个指标",
            Self::UnknownRule(_) => "没有这条规则",
            Self::UnknownSignal(_) => "没有这个信号",
            Self::UnknownPage => "没有这个页面",
            Self::BadWord { .. } => "地址有误",
            Self::ReadOnly | Self::NotLocal => "不能这样访问",
            Self::Unreadable { .. } | Self::Broken(_) => "暂时无法显示",
        }
    }
}

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage {
    shell: Shell,
    heading: &'static str,
    sentence: String,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let Self::Unreadable { .. } | Self::Broken(_) = &self {
            let cause = std::error::Error::source(&self).map(causes).unwrap_or_default();
            error!(cause, "failed to show a page");
        }
        let page = ErrorPage {
            shell: Shell::bare(self.heading()),
            heading: self.heading(),
            sentence: self.to_string(),
        };
        match page.render() {
            Ok(text) => (self.status(), Html(text)).into_response(),
            Err(_) => (self.status(), self.to_string()).into_response(),
        }
    }
}

/// The whole chain of causes in one line, for the log.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
